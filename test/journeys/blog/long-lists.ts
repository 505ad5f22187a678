import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PostsRepository } from '../../../src/modules/blog/posts/posts.repository.js';
import { type TestApp, startApp } from '../../support/app.js';
import { addComment, publishPost } from '../../support/blog.js';
import type { Client, Loose } from '../../support/client.js';

const mebibyte = 1_048_576;

describe('lists of what is long', () => {
  let app: TestApp;
  let editor: Client;
  const posts: Loose[] = [];
  const longest = ['字'.repeat(170_000), '\\" '.repeat(60_000), 'word '.repeat(39_999)];
  beforeAll(async () => {
    app = await startApp();
    editor = await app.signedIn('Jonas Reuter', 'editor');
    for (let number = 0; number < 12; number += 1)
      posts.push(await publishPost(editor, { content: longest[number % 3], excerpt: '"'.repeat(500) }));
  });
  afterAll(() => app.close());

  /** Reads all pages of a list. @returns its rows and the bytes of its largest answer */
  async function readPages(path: string): Promise<{ rows: Loose[]; bytes: number; pages: number }> {
    const rows: Loose[] = [];
    let [bytes, pages] = [0, 0];
    for (let cursor = ''; ;) {
      const { status, body } = await app.client.get(`${path}${cursor}`);
      expect(status).toBe(200);
      rows.push(...body.data);
      bytes = Math.max(bytes, Buffer.byteLength(JSON.stringify(body)));
      pages += 1;
      if (body.page.next === null) return { rows, bytes, pages };
      cursor = `&cursor=${encodeURIComponent(body.page.next)}`;
    }
  }

  it('carry no whole posts unless they are asked for, and then at most 2 MiB; no post is left out', async () => {
    const ids = posts.map(({ id }) => id).toReversed();
    const plain = await readPages('/api/v1/posts?limit=100');
    expect(plain.rows.map(({ id }) => id)).toEqual(ids);
    expect([plain.pages, plain.bytes < mebibyte / 10]).toEqual([1, true]);
    const whole = await readPages('/api/v1/posts?limit=100&include=comments,content');
    expect(whole.rows.map(({ id }) => id)).toEqual(ids);
    expect(whole.rows.map(({ content }) => content.length)).toEqual(
      posts.map(({ content }) => content.length).toReversed(),
    );
    expect(whole.bytes).toBeLessThan(2 * mebibyte);
    expect(whole.bytes).toBeGreaterThan(mebibyte);
  });

  it('read no more contents than they may bring', async () => {
    const repository = app.nest.get(PostsRepository, { strict: false });
    const ids = posts.map(({ id }) => id);
    const read = await repository.contentsOf(ids, 1_000_000);
    expect([...read.keys()]).toEqual(ids.slice(0, 3));
    expect([...(await repository.contentsOf(ids, 1)).keys()]).toEqual(ids.slice(0, 1));
    expect((await repository.contentsOf([], 1)).size).toBe(0);
  });

  it('of comments end earlier where they are long, and go on in the next page', async () => {
    const { id } = posts[0];
    const written: string[] = [];
    for (let number = 0; number < 100; number += 1)
      written.push((await addComment(editor, id, `${'"字&'.repeat(1_660)} ${number}`)).id);
    for (const path of [`/api/v1/posts/${id}/comments?limit=100`]) {
      const { rows, bytes, pages } = await readPages(path);
      expect(rows.map((comment) => comment.id)).toEqual(written);
      expect(bytes).toBeLessThan(mebibyte);
      expect(pages).toBeGreaterThan(1);
    }
  });

  it('answer one post within 1 MiB, whatever its script', async () => {
    const names = { title: '字'.repeat(200), excerpt: '字'.repeat(500) };
    const tags = Array.from({ length: 10 }, (_, number) => `${number}${'字'.repeat(39)}`);
    const content = '字'.repeat(173_000);
    const largest = await publishPost(editor, { ...names, tags, content });
    for (const { id } of [largest, ...posts.slice(0, 3)]) {
      const answer = await fetch(`${app.url}/api/v1/posts/${id}`);
      const { byteLength } = await answer.arrayBuffer();
      expect(byteLength).toBeLessThan(mebibyte);
    }
  });
});
