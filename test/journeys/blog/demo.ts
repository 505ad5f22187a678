import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BlogDemo } from '../../../src/modules/blog/demo/blog-demo.service.js';
import { type DemoAccount, demoAccounts } from '../../../src/modules/blog/demo/demo-post.js';
import { startApp, type TestApp } from '../../support/app.js';
import { readAll } from '../../support/blog.js';
import type { Client } from '../../support/client.js';

describe('the demo of the blog', () => {
  let app: TestApp;
  let editor: Client;

  beforeAll(async () => {
    app = await startApp();
    editor = await app.signedIn('Ada', 'admin');
    const accounts = {} as Record<DemoAccount, string>;
    for (const key of demoAccounts) accounts[key] = (await app.signedIn(`Demo ${key}`, 'author')).userId;
    const demo = app.nest.get(BlogDemo, { strict: false });
    await demo.load(accounts);
    await demo.load(accounts);
  });
  afterAll(() => app.close());

  it('is loaded once', async () => {
    const published = await readAll(app.client, '/api/v1/posts?include=comments');
    expect(published).toHaveLength(12);
    expect(new Set(published.map(({ slug }) => slug)).size).toBe(12);
    for (const status of ['draft', 'scheduled', 'archived'])
      expect(await readAll(editor, `/api/v1/posts?status=${status}`)).toHaveLength(1);
    expect((await readAll(editor, '/api/v1/comments')).length).toBe(2);
  });

  it('is spread over the last year and told by its authors', async () => {
    const published = await readAll(app.client, '/api/v1/posts?sort=publishedAt');
    const ages = published.map(({ publishedAt }) => (Date.now() - Date.parse(publishedAt)) / 86_400_000);
    expect(Math.min(...ages)).toBeGreaterThan(1);
    expect(Math.max(...ages)).toBeGreaterThan(300);
    expect(Math.max(...ages)).toBeLessThan(365);
    expect(new Set(published.map(({ author }) => author.name)).size).toBe(3);
  });

  it('counts the comments that are shown', async () => {
    for (const { id, commentCount } of await readAll(app.client, '/api/v1/posts'))
      expect(await readAll(app.client, `/api/v1/posts/${id}/comments`)).toHaveLength(commentCount);
  });

  it('is found by its words, its tags and its links', async () => {
    const found = await readAll(app.client, '/api/v1/posts?q=cardamom');
    expect(found.map(({ slug }) => slug)).toContain('cardamom-buns-for-a-slow-sunday');
    const tags = await readAll(app.client, '/api/v1/tags');
    expect(tags.find(({ slug }) => slug === 'stoneware')).toMatchObject({ name: 'Stoneware', count: 4 });
    const { body } = await app.client.get('/api/v1/posts/by-slug/hello-from-the-ropewalk');
    const [, link] = /href="([^"]+)"/.exec(body.html) ?? [];
    expect((await app.client.get(String(link))).status).toBe(200);
  });

  it('keeps what was said at first', async () => {
    const { body } = await app.client.get(
      '/api/v1/posts/by-slug/how-to-wash-linen-so-that-it-lasts-twenty-years',
    );
    expect(await readAll(editor, `/api/v1/posts/${body.id}/revisions`)).toHaveLength(2);
  });
});
