import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../../support/app.js';
import { addComment, publishPost, readAll, writePost } from '../../support/blog.js';
import type { Client, Loose } from '../../support/client.js';

const roles = ['nobody', 'customer', 'merchant', 'author', 'other author', 'editor', 'admin'] as const;
type Who = (typeof roles)[number];

/** Statuses in the order of `roles`. */
type Row = readonly [number, number, number, number, number, number, number];

describe('who sees and does what with posts', () => {
  let app: TestApp;
  const clients = {} as Record<Who, Client>;
  const posts: Record<string, Loose> = {};

  beforeAll(async () => {
    app = await startApp();
    clients.nobody = app.client;
    clients.customer = await app.signedIn('Ines', 'customer');
    clients.merchant = await app.signedIn('Olga', 'merchant');
    clients.author = await app.signedIn('Mara', 'author');
    clients['other author'] = await app.signedIn('Tom', 'author');
    clients.editor = await app.signedIn('Jonas', 'editor');
    clients.admin = await app.signedIn('Ada', 'admin');
    for (const status of ['draft', 'scheduled', 'published', 'archived']) posts[status] = await make(status);
  });
  afterAll(() => app.close());

  async function make(status: string): Promise<Loose> {
    const { author } = clients;
    if (status === 'draft') return writePost(author, { tags: [status] });
    if (status === 'scheduled') {
      const { id } = await writePost(author, { tags: [status] });
      const at = new Date(Date.now() + 3_600_000).toISOString();
      return (await author.post(`/api/v1/posts/${id}/publish`, { at })).body;
    }
    const post = await publishPost(author, { tags: [status] });
    return status === 'published' ? post : (await author.post(`/api/v1/posts/${post.id}/archive`)).body;
  }

  async function ask(
    row: Row,
    request: (client: Client, index: number) => Promise<{ status: number }>,
  ): Promise<void> {
    const answers: Record<string, number> = {};
    for (const [index, who] of roles.entries()) answers[who] = (await request(clients[who], index)).status;
    expect(answers).toEqual(Object.fromEntries(roles.map((who, index) => [who, row[index]])));
  }

  const hidden: Row = [404, 404, 404, 200, 404, 200, 200];
  const open: Row = [200, 200, 200, 200, 200, 200, 200];

  describe.each([
    ['draft', hidden],
    ['scheduled', hidden],
    ['published', open],
    ['archived', hidden],
  ] as const)('a post that is %s', (status, row) => {
    it('is read by its id', () => ask(row, (client) => client.get(`/api/v1/posts/${posts[status].id}`)));
    it('is read by its slug', () =>
      ask(row, (client) => client.get(`/api/v1/posts/by-slug/${posts[status].slug}`)));
    it('shows its comments', () =>
      ask(row, (client) => client.get(`/api/v1/posts/${posts[status].id}/comments`)));

    it('shows its past to those who may change it', () => {
      const outsider = status === 'published' ? 403 : 404;
      return ask([401, 403, 403, 200, outsider, 200, 200], (client) =>
        client.get(`/api/v1/posts/${posts[status].id}/revisions`),
      );
    });

    it('is changed by its author and by editors', () => {
      const outsider = status === 'published' ? 403 : 404;
      return ask([401, 403, 403, 200, outsider, 200, 200], (client, index) =>
        client.patch(`/api/v1/posts/${posts[status].id}`, { title: `By ${roles[index]}` }),
      );
    });

    it('is deleted by its author and by editors', async () => {
      const outsider = status === 'published' ? 403 : 404;
      const target = await make(status);
      for (const [who, expected] of [
        ['nobody', 401],
        ['customer', 403],
        ['merchant', 403],
        ['other author', outsider],
        ['editor', 204],
      ] as const)
        expect([who, (await clients[who].delete(`/api/v1/posts/${target.id}`)).status]).toEqual([
          who,
          expected,
        ]);
    });
  });

  it('an old slug leads only those to a post who may see it', async () => {
    const draft = await writePost(clients.author, { slug: 'quiet-one' });
    await clients.author.patch(`/api/v1/posts/${draft.id}`, { slug: 'quiet-two' });
    await ask([404, 404, 404, 308, 404, 308, 308], (client) => client.get('/api/v1/posts/by-slug/quiet-one'));
  });

  it('posts are written by those who may', () =>
    ask([401, 403, 403, 201, 201, 201, 201], (client) =>
      client.post('/api/v1/posts', { title: 'A post', content: 'x' }),
    ));

  it('posts are published by those who may', async () => {
    const drafts = await Promise.all(roles.map(() => writePost(clients.author)));
    await ask([401, 403, 403, 200, 404, 200, 200], (client, index) =>
      client.post(`/api/v1/posts/${drafts[index].id}/publish`),
    );
  });

  it('somebody who lost the role sees the own drafts no more', async () => {
    const author = await app.signedIn('Lena', 'author');
    const draft = await writePost(author);
    expect(
      (await clients.admin.put(`/api/v1/users/${author.userId}/roles`, { roles: ['customer'] })).status,
    ).toBeLessThan(300);
    const email = (await clients.admin.get(`/api/v2/users/${author.userId}`)).body.email;
    const { body } = await app.client.post('/api/v1/auth/login', {
      email,
      password: 'correct horse battery staple',
    });
    expect((await app.client.as(body.accessToken).get(`/api/v1/posts/${draft.id}`)).status).toBe(404);
  });

  describe('lists', () => {
    it.each(['draft', 'scheduled', 'archived'])('of posts that are %s are for writers', (status) =>
      ask([401, 403, 403, 200, 200, 200, 200], (client) => client.get(`/api/v1/posts?status=${status}`)),
    );

    it.each(['draft', 'scheduled', 'archived'])(
      'of posts that are %s hold the writer’s own, and those of all for editors',
      async (status) => {
        const seen = async (who: Who): Promise<boolean> =>
          (await readAll(clients[who], `/api/v1/posts?status=${status}&limit=100`)).some(
            ({ id }) => id === posts[status].id,
          );
        expect([await seen('author'), await seen('other author'), await seen('editor')]).toEqual([
          true,
          false,
          true,
        ]);
        const asked = await readAll(
          clients['other author'],
          `/api/v1/posts?status=${status}&author=${posts[status].author.id}`,
        );
        expect(asked).toEqual([]);
      },
    );

    it('without a status hold what is published, for everybody', async () => {
      for (const who of roles) {
        const rows = await readAll(clients[who], '/api/v1/posts?limit=100&include=comments');
        expect(rows.every(({ status }) => status === 'published')).toBe(true);
        expect(rows.map(({ id }) => id)).toContain(posts.published.id);
      }
    });

    it('of tags tell nothing of what is not published', async () => {
      const tags = (await readAll(clients.admin, '/api/v1/tags')).map(({ slug }) => slug);
      expect(tags).toEqual(['published']);
    });
  });

  it('comments that wait are in no public answer', async () => {
    const { id } = posts.published;
    await addComment(clients.customer, id, 'Waiting');
    const { body: list } = await app.client.get('/api/v1/posts?include=comments&limit=100');
    const comments = await readAll(app.client, `/api/v1/posts/${id}/comments`);
    expect(JSON.stringify([list, comments])).not.toContain('Waiting');
  });
});
