import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, startApp } from '../../support/app.js';
import { addComment, publishPost, readAll, writePost } from '../../support/blog.js';
import type { Client, Loose } from '../../support/client.js';
import { statementsOf } from '../../support/statements.js';

describe('reading posts', () => {
  let app: TestApp;
  let author: Client & { userId: string };
  let other: Client & { userId: string };
  let editor: Client & { userId: string };
  const posts: Loose[] = [];

  beforeAll(async () => {
    app = await startApp();
    author = await app.signedIn('Mara Lindqvist', 'author');
    other = await app.signedIn('Tomás Ferreira', 'author');
    editor = await app.signedIn('Jonas Reuter', 'editor');
    for (let number = 1; number <= 60; number += 1) {
      const writer = number % 3 === 0 ? other : author;
      const tags = [number % 2 === 0 ? 'even' : 'odd', ...(number === 7 ? ['Rarely used'] : [])];
      posts.push(
        await publishPost(writer, { title: `Story ${number}`, content: `Words, mark${100 + number}.`, tags }),
      );
    }
    await writePost(author, { title: 'A draft', tags: ['drafts-only', 'even'] });
  });
  afterAll(() => app.close());

  const titles = (rows: Loose[]): string[] => rows.map(({ title }) => title);
  const stories = (...numbers: number[]): string[] => numbers.map((number) => `Story ${number}`);
  const all = Array.from({ length: 60 }, (_, index) => index + 1);

  it('lists the newest first, twenty at a time, with a link to the next page', async () => {
    const { body, headers } = await app.client.get('/api/v1/posts');
    expect(titles(body.data)).toEqual(stories(...all.toReversed().slice(0, 20)));
    expect(body.page).toEqual({ limit: 20, next: expect.any(String) });
    expect(headers.get('link')).toContain(`cursor=${body.page.next}`);
    expect(body.data[0]).toMatchObject({
      excerpt: 'Words, mark160.',
      author: { id: other.userId, name: 'Tomás Ferreira' },
      tags: ['even'],
      commentCount: 0,
    });
    expect(body.data[0]).not.toHaveProperty('html');
    expect(body.data[0]).not.toHaveProperty('content');
    expect(body.data[0]).not.toHaveProperty('comments');
  });

  it.each(['-publishedAt', 'publishedAt', '-createdAt', 'createdAt', '-updatedAt', 'updatedAt'])(
    'shows each post once from the first page to the last, sorted by %s',
    async (sort) => {
      const rows = await readAll(app.client, `/api/v1/posts?limit=7&sort=${sort}`);
      const expected = stories(...(sort.startsWith('-') ? all.toReversed() : all));
      expect(titles(rows)).toEqual(expected);
    },
  );

  it('counts only when it is asked to', async () => {
    const { body } = await app.client.get('/api/v1/posts?limit=1&count=true&tag=odd');
    expect(body.page.total).toBe(30);
    expect((await app.client.get('/api/v1/posts?limit=1&count=false')).body.page).not.toHaveProperty('total');
  });

  it('filters by tag, author and words, alone and together', async () => {
    const odd = await readAll(app.client, '/api/v1/posts?tag=odd&limit=100');
    expect(odd).toHaveLength(30);
    expect(titles(await readAll(app.client, '/api/v1/posts?tag=rarely-used'))).toEqual(stories(7));
    expect(titles(await readAll(app.client, '/api/v1/posts?tag=Rarely%20used'))).toEqual(stories(7));
    expect(await readAll(app.client, '/api/v1/posts?tag=unknown')).toEqual([]);
    expect(await readAll(app.client, `/api/v1/posts?author=${other.userId}&limit=100`)).toHaveLength(20);
    expect(titles(await readAll(app.client, '/api/v1/posts?q=words%20mark142'))).toEqual(stories(42));
    const both = await readAll(app.client, `/api/v1/posts?author=${other.userId}&tag=odd&limit=3&q=words`);
    expect(titles(both)).toEqual(stories(57, 51, 45, 39, 33, 27, 21, 15, 9, 3));
  });

  it('pages through what a filter leaves', async () => {
    const rows = await readAll(app.client, '/api/v1/posts?tag=even&limit=4&sort=publishedAt');
    expect(titles(rows)).toEqual(stories(...all.filter((number) => number % 2 === 0)));
  });

  it('neither skips nor repeats while posts are added and published', async () => {
    const writer = await app.signedIn('Nadia', 'author');
    const list = '/api/v1/posts?status=draft&limit=2';
    const drafts: Loose[] = [];
    for (let number = 1; number <= 6; number += 1)
      drafts.push(await writePost(writer, { title: `Draft ${number}` }));
    const first = (await writer.get(list)).body;
    await writePost(writer, { title: 'Draft 7' });
    await writer.post(`/api/v1/posts/${drafts[5].id}/publish`);
    const rest = await readAll(writer, `${list}&cursor=${first.page.next}`);
    expect(titles([...first.data, ...rest])).toEqual([6, 5, 4, 3, 2, 1].map((number) => `Draft ${number}`));
  });

  describe('searching', () => {
    beforeAll(async () => {
      await publishPost(author, { title: 'Crème brûlée', content: 'Burnt cream in **stoneware** ramekins.' });
      await publishPost(author, { title: 'Stoneware glaze', content: 'Ash, feldspar and patience.' });
    });

    it.each([
      ['stoneware', ['Stoneware glaze', 'Crème brûlée']],
      ['STONEWARE', ['Stoneware glaze', 'Crème brûlée']],
      ['creme brulee', ['Crème brûlée']],
      ['stoneware feldspar', ['Stoneware glaze']],
      ['feldsp', ['Stoneware glaze']],
      ['porcelain', []],
    ])('for %j finds %j', async (text, expected) => {
      const { body } = await app.client.get(`/api/v1/posts?q=${encodeURIComponent(text)}`);
      expect(titles(body.data)).toEqual(expected);
    });

    it.each([
      '"',
      '*',
      'stoneware*"',
      '+-><()~*@',
      "' OR 1=1 --",
      'NEAR(',
      '{x}',
      'a AND',
      '😀',
      '-stoneware',
      ':q',
      '%',
      '?',
    ])('takes %j for words, never for a query', async (text) => {
      const { status } = await app.client.get(`/api/v1/posts?q=${encodeURIComponent(text)}`);
      expect(status).toBe(200);
    });

    it('sees a changed post by its new words alone', async () => {
      const post = await publishPost(author, { title: 'Teapot', content: 'A zebrawood handle.' });
      await author.patch(`/api/v1/posts/${post.id}`, { content: 'A cherrywood handle.' });
      expect((await app.client.get('/api/v1/posts?q=zebrawood')).body.data).toEqual([]);
      expect(titles((await app.client.get('/api/v1/posts?q=cherrywood')).body.data)).toEqual(['Teapot']);
    });

    it('does not find what is not published', async () => {
      await writePost(author, { title: 'Secret', content: 'Unmistakableword.' });
      expect((await app.client.get('/api/v1/posts?q=unmistakableword')).body.data).toEqual([]);
      expect((await author.get('/api/v1/posts?q=unmistakableword')).body.data).toEqual([]);
      expect((await author.get('/api/v1/posts?q=unmistakableword&status=draft')).body.data).toHaveLength(1);
    });
  });

  describe('tags', () => {
    it('are listed by name with the number of published posts', async () => {
      const tags = await readAll(app.client, '/api/v1/tags?limit=2');
      const known = tags.filter(({ slug }) => ['even', 'odd', 'rarely-used', 'drafts-only'].includes(slug));
      expect(known).toEqual([
        { slug: 'even', name: 'even', count: 30 },
        { slug: 'odd', name: 'odd', count: 30 },
        { slug: 'rarely-used', name: 'Rarely used', count: 1 },
      ]);
      expect(await readAll(app.client, '/api/v1/tags?limit=2&sort=-name')).toEqual(tags.toReversed());
    });

    it('of a post keep their order, in lists and alone', async () => {
      const tags = [
        'zebra',
        'A "quoted" one',
        'ñandú',
        ...Array.from({ length: 7 }, (_, index) => `tag ${9 - index}`),
      ];
      const { id, slug } = await publishPost(author, { title: 'Much tagged', tags });
      const [listed] = (await app.client.get('/api/v1/posts?limit=1&tag=zebra')).body.data;
      const alone = await app.client.get(`/api/v1/posts/${id}`);
      const bySlug = await app.client.get(`/api/v1/posts/by-slug/${slug}`);
      for (const post of [listed, alone.body, bySlug.body]) expect(post.tags).toEqual(tags);
    });

    it('count what is published at the moment', async () => {
      const post = await publishPost(author, { tags: ['fleeting'] });
      const fleeting = async (): Promise<Loose[]> =>
        (await readAll(app.client, '/api/v1/tags?limit=100')).filter(({ slug }) => slug === 'fleeting');
      expect(await fleeting()).toMatchObject([{ count: 1 }]);
      await author.post(`/api/v1/posts/${post.id}/unpublish`);
      expect(await fleeting()).toEqual([]);
    });
  });

  describe('include=comments', () => {
    let commented: Loose;

    beforeAll(async () => {
      commented = await publishPost(editor, { title: 'Much discussed', tags: ['talk'] });
      for (let number = 1; number <= 5; number += 1)
        await addComment(editor, commented.id, `Comment ${number}`);
      await addComment(author, commented.id, 'Not yet approved');
    });

    it('brings the three newest approved comments of each post', async () => {
      const { body } = await app.client.get('/api/v1/posts?include=comments&limit=5');
      expect(body.data[0].id).toBe(commented.id);
      expect(body.data[0].commentCount).toBe(5);
      expect(body.data[0].comments).toMatchObject([
        { content: 'Comment 5', author: { name: 'Jonas Reuter' } },
        { content: 'Comment 4' },
        { content: 'Comment 3' },
      ]);
      expect(body.data[1].comments).toEqual([]);
    });
  });

  describe('include=content', () => {
    it.each(['content', 'comments,content', 'content,comments'])(
      'brings what each post says (%s)',
      async (include) => {
        const { body } = await app.client.get(`/api/v1/posts?include=${include}&limit=2`);
        expect(body.data).toHaveLength(2);
        for (const { id, content, comments } of body.data) {
          expect(content).toBe((await app.client.get(`/api/v1/posts/${id}`)).body.content);
          expect(comments === undefined).toBe(include === 'content');
        }
      },
    );

    it.each(['html', 'content,content', 'content,', ',content', 'content,html', 'content comments'])(
      'refuses anything else (%s)',
      async (include) => {
        const { status, body } = await app.client.get(`/api/v1/posts?include=${encodeURIComponent(include)}`);
        expect([status, body.errors[0].field]).toEqual([400, 'include']);
      },
    );
  });

  it('takes the same number of statements for one row as for fifty', async () => {
    for (const post of posts.slice(-10)) await addComment(editor, post.id, 'A word.');
    const paths = [
      '/api/v1/posts?',
      '/api/v1/posts?include=comments&',
      '/api/v1/posts?include=comments&tag=even&q=words&count=true&',
      '/api/v1/posts?include=content&',
      '/api/v1/tags?',
    ];
    for (const path of paths) {
      const one = await statementsOf(app, `${path}limit=1`);
      const fifty = await statementsOf(app, `${path}limit=50`);
      expect([path, fifty]).toEqual([path, one]);
      expect(one).toBeLessThanOrEqual(5);
    }
  });
});
