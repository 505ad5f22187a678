import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, startApp } from '../../support/app.js';
import { publishPost, readAll, writePost } from '../../support/blog.js';
import type { Client } from '../../support/client.js';

describe('writing posts', () => {
  let app: TestApp;
  let author: Client & { userId: string };
  let editor: Client & { userId: string };

  beforeAll(async () => {
    app = await startApp();
    author = await app.signedIn('Mara Lindqvist', 'author');
    editor = await app.signedIn('Jonas Reuter', 'editor');
  });
  afterAll(() => app.close());

  it('begins with a draft that has a slug, an excerpt and a rendering of its own', async () => {
    const { status, body, headers } = await author.post('/api/v1/posts', {
      title: '  Caring for Linen ',
      content: '# First\n\nWash it **warm**.<script>alert(1)</script>',
      tags: ['Linen', 'How to', 'linen'],
    });
    expect(status).toBe(201);
    expect(headers.get('etag')).toMatch(/^"1-/);
    expect(body).toMatchObject({
      title: 'Caring for Linen',
      slug: 'caring-for-linen',
      content: '# First\n\nWash it **warm**.<script>alert(1)</script>',
      html: '<h1>First</h1>\n<p>Wash it <strong>warm</strong>.</p>',
      excerpt: 'Wash it warm.',
      status: 'draft',
      publishedAt: null,
      author: { id: author.userId, name: 'Mara Lindqvist' },
      tags: ['Linen', 'How to'],
      commentCount: 0,
      version: 1,
    });
    expect((await author.get(`/api/v1/posts/${body.id}`)).body).toEqual(body);
  });

  it('takes HTML as it is written and shows what is safe of it', async () => {
    const content = '<p onclick="x()">Hello <em>there</em></p><iframe src="https://a.example"></iframe>';
    const post = await writePost(author, { content });
    expect(post.content).toBe(content);
    expect(post.html).toBe('<p>Hello <em>there</em></p>');
  });

  it('keeps every character, and as many of three bytes as fit into an answer', async () => {
    const content = `${'Größe 🫖 \u202e\t“ß”\n'.repeat(10)}${'字'.repeat(172_000)}`;
    const post = await writePost(author, { title: '🫖'.repeat(100), content, excerpt: 'e'.repeat(500) });
    const { body } = await author.get(`/api/v1/posts/${post.id}`);
    expect(body.content).toBe(content);
    expect(body.title).toBe('🫖'.repeat(100));
  });

  it('answers 304 while nothing has changed', async () => {
    const post = await publishPost(author);
    const first = await app.client.get(`/api/v1/posts/${post.id}`);
    const headers = { 'if-none-match': String(first.headers.get('etag')) };
    expect((await app.client.get(`/api/v1/posts/${post.id}`, { headers })).status).toBe(304);
    await author.patch(`/api/v1/posts/${post.id}`, { title: 'Something else' });
    expect((await app.client.get(`/api/v1/posts/${post.id}`, { headers })).status).toBe(200);
  });

  describe('changing', () => {
    it('PATCH leaves alone what is not named', async () => {
      const post = await writePost(author, { excerpt: 'In short.', tags: ['a', 'b'], slug: 'my-own-slug' });
      const { status, body } = await author.patch(`/api/v1/posts/${post.id}`, { title: 'Another title' });
      expect(status).toBe(200);
      expect(body).toMatchObject({
        title: 'Another title',
        content: post.content,
        excerpt: 'In short.',
        tags: ['a', 'b'],
        slug: 'my-own-slug',
        version: 2,
      });
    });

    it('PUT gives what is not named its default', async () => {
      const post = await writePost(author, { excerpt: 'In short.', tags: ['a'], slug: 'my-other-slug' });
      const { status, body } = await author.put(`/api/v1/posts/${post.id}`, {
        title: 'A plain title',
        content: 'Plain words.',
      });
      expect(status).toBe(200);
      expect(body).toMatchObject({ slug: 'a-plain-title', excerpt: 'Plain words.', tags: [], version: 2 });
    });

    it('PUT keeps a numbered slug while the title stays', async () => {
      const first = await writePost(author, { title: 'The same title' });
      const second = await writePost(author, { title: 'The same title' });
      expect([first.slug, second.slug]).toEqual(['the-same-title', 'the-same-title-2']);
      const { body } = await author.put(`/api/v1/posts/${second.id}`, {
        title: 'The same title',
        content: 'New.',
      });
      expect(body.slug).toBe('the-same-title-2');
    });

    it('an excerpt that nobody gave follows the content, and a given one stays until it is taken back', async () => {
      const { id } = await writePost(author, { content: 'First words.' });
      const url = `/api/v1/posts/${id}`;
      expect((await author.patch(url, { content: 'Second words.' })).body.excerpt).toBe('Second words.');
      expect((await author.patch(url, { excerpt: 'Mine.' })).body.excerpt).toBe('Mine.');
      expect((await author.patch(url, { content: 'Third words.' })).body.excerpt).toBe('Mine.');
      expect((await author.patch(url, { excerpt: null })).body.excerpt).toBe('Third words.');
    });

    it('a change that changes nothing leaves no trace', async () => {
      const post = await writePost(author, { tags: ['x', 'y'] });
      const { body } = await author.patch(`/api/v1/posts/${post.id}`, {
        title: post.title,
        tags: ['X', 'y'],
      });
      expect(body).toEqual(post);
      expect(await readAll(author, `/api/v1/posts/${post.id}/revisions`)).toHaveLength(1);
    });

    it('is refused with 412 when the post has changed since it was read', async () => {
      const post = await writePost(author);
      const url = `/api/v1/posts/${post.id}`;
      const headers = { 'if-match': '"1"' };
      expect((await author.patch(url, { title: 'New' }, { headers })).status).toBe(200);
      for (const answer of [
        await author.patch(url, { title: 'Newer' }, { headers }),
        await author.put(url, { title: 'Newer', content: 'x' }, { headers }),
        await author.delete(url, { headers }),
      ]) {
        expect(answer.status).toBe(412);
        expect(answer.body.code).toBe('stale_version');
      }
      expect((await author.get(url)).body).toMatchObject({ title: 'New', version: 2 });
    });

    it('lets one of two writers with the same ETag through', async () => {
      const post = await writePost(author);
      const url = `/api/v1/posts/${post.id}`;
      const etag = String((await author.get(url)).headers.get('etag'));
      const answers = await Promise.all(
        [author, editor, author, editor].map((writer, index) =>
          writer.patch(url, { title: `By writer ${index}` }, { headers: { 'if-match': etag } }),
        ),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412]);
      const winner = answers.find(({ status }) => status === 200);
      expect((await author.get(url)).body).toEqual(winner?.body);
    });

    it('loses nothing when many change different parts at once without an ETag', async () => {
      const { id } = await writePost(author);
      const url = `/api/v1/posts/${id}`;
      const answers = await Promise.all([
        author.patch(url, { title: 'All of it' }),
        editor.patch(url, { content: 'Every word.' }),
        author.patch(url, { excerpt: 'In brief.' }),
        editor.patch(url, { tags: ['whole'] }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect((await author.get(url)).body).toMatchObject({
        title: 'All of it',
        content: 'Every word.',
        excerpt: 'In brief.',
        tags: ['whole'],
        version: 5,
      });
      const numbers = (await readAll(author, `${url}/revisions`)).map(({ number }) => number);
      expect(numbers).toEqual([5, 4, 3, 2, 1]);
    });
  });

  describe('slugs', () => {
    it('that are given belong to one post', async () => {
      await writePost(author, { slug: 'one-of-a-kind' });
      const { status, body } = await author.post('/api/v1/posts', {
        title: 'Other',
        content: 'x',
        slug: 'one-of-a-kind',
      });
      expect(status).toBe(409);
      expect(body).toMatchObject({ code: 'slug_taken', errors: [{ field: 'slug', code: 'taken' }] });
    });

    it('made from the same title at the same moment differ', async () => {
      const title = 'Everybody writes this';
      const posts = await Promise.all(
        Array.from({ length: 16 }, () => writePost(author, { title, tags: ['news', 'echo'] })),
      );
      const slugs = posts.map(({ slug }) => slug);
      expect(new Set(slugs).size).toBe(16);
      expect(slugs).toContain('everybody-writes-this');
      expect(slugs.every((slug) => slug.startsWith('everybody-writes-this'))).toBe(true);
    });

    it('that are given go to one of those who ask for them at the same moment', async () => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, () =>
          author.post('/api/v1/posts', { title: 'T', content: 'x', slug: 'for-one' }),
        ),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([
        201, 409, 409, 409, 409, 409, 409, 409,
      ]);
    });

    it('in any script are found by their encoded address', async () => {
      const post = await publishPost(author, { title: '東京のコーヒー' });
      const { status, body } = await app.client.get(`/api/v1/posts/by-slug/${encodeURIComponent(post.slug)}`);
      expect([status, body.id]).toEqual([200, post.id]);
    });

    it('of the past lead to the slug of today', async () => {
      const post = await publishPost(author, { slug: 'first-name' });
      await author.patch(`/api/v1/posts/${post.id}`, { slug: 'second-name' });
      await author.patch(`/api/v1/posts/${post.id}`, { slug: 'third-name' });
      for (const old of ['first-name', 'second-name']) {
        const { status, headers, body } = await app.client.get(`/api/v1/posts/by-slug/${old}`);
        expect(headers.get('cache-control')).toBe('no-cache');
        expect([status, headers.get('location'), body]).toEqual([
          308,
          '/api/v1/posts/by-slug/third-name',
          undefined,
        ]);
      }
      expect((await app.client.get('/api/v1/posts/by-slug/third-name')).body.id).toBe(post.id);
    });

    it('of the past stay with their post, which may take them back', async () => {
      const post = await publishPost(author, { slug: 'here-first' });
      await author.patch(`/api/v1/posts/${post.id}`, { slug: 'moved-on' });
      const other = { title: 'Here first', content: 'x', slug: 'here-first' };
      expect((await author.post('/api/v1/posts', other)).status).toBe(409);
      expect((await writePost(author, { title: 'Here first' })).slug).toBe('here-first-2');

      const back = await author.patch(`/api/v1/posts/${post.id}`, { slug: 'here-first' });
      expect([back.status, back.body.slug]).toEqual([200, 'here-first']);
      expect((await app.client.get('/api/v1/posts/by-slug/here-first')).status).toBe(200);
      expect((await app.client.get('/api/v1/posts/by-slug/moved-on')).headers.get('location')).toBe(
        '/api/v1/posts/by-slug/here-first',
      );
    });

    it('are free again when their post is deleted', async () => {
      const post = await writePost(author, { slug: 'soon-gone' });
      expect((await author.delete(`/api/v1/posts/${post.id}`)).status).toBe(204);
      expect((await writePost(author, { slug: 'soon-gone' })).slug).toBe('soon-gone');
    });
  });

  describe('revisions', () => {
    it('keep every change with who made it, and bring it back', async () => {
      const post = await writePost(author, {
        title: 'As it was',
        content: 'Old.',
        tags: ['one'],
        slug: 'as-it-was',
      });
      const url = `/api/v1/posts/${post.id}`;
      await editor.patch(url, {
        title: 'As it is',
        content: 'New.',
        excerpt: 'E.',
        tags: ['two'],
        slug: 'as-it-is',
      });

      const { body: list } = await author.get(`${url}/revisions?count=true`);
      expect(list.page.total).toBe(2);
      expect(list.data).toMatchObject([
        { number: 2, title: 'As it is', editor: { id: editor.userId, name: 'Jonas Reuter' } },
        { number: 1, title: 'As it was', editor: { id: author.userId, name: 'Mara Lindqvist' } },
      ]);
      expect(list.data[0]).not.toHaveProperty('content');
      expect((await author.get(`${url}/revisions/1`)).body).toMatchObject({ content: 'Old.', tags: ['one'] });

      const restored = await author.post(`${url}/revisions/1/restore`);
      expect(restored.status).toBe(200);
      expect(restored.body).toMatchObject({
        title: 'As it was',
        content: 'Old.',
        html: '<p>Old.</p>',
        excerpt: 'Old.',
        tags: ['one'],
        slug: 'as-it-was',
        version: 3,
      });
      expect((await readAll(author, `${url}/revisions`)).map(({ number }) => number)).toEqual([3, 2, 1]);
    });

    it('are not made by publishing', async () => {
      const post = await publishPost(author);
      expect(await readAll(author, `/api/v1/posts/${post.id}/revisions`)).toHaveLength(1);
    });

    it('are 404 where there is none', async () => {
      const { id } = await writePost(author);
      for (const path of [`${id}/revisions/2`, `${id}/revisions/999999999`]) {
        const { status, body } = await author.get(`/api/v1/posts/${path}`);
        expect([status, body.code]).toEqual([404, 'revision_not_found']);
      }
      expect((await author.post(`/api/v1/posts/${id}/revisions/2/restore`)).status).toBe(404);
    });
  });

  describe('deleting', () => {
    it('removes a post with all that belongs to it', async () => {
      const post = await publishPost(author, { tags: ['only-here'] });
      await app.client.get(`/api/v1/posts/${post.id}`);
      expect((await author.delete(`/api/v1/posts/${post.id}`)).status).toBe(204);
      for (const path of [post.id, `by-slug/${post.slug}`, `${post.id}/comments`])
        expect((await app.client.get(`/api/v1/posts/${path}`)).status).toBe(404);
      expect((await author.get(`/api/v1/posts/${post.id}/revisions`)).status).toBe(404);
      expect((await author.delete(`/api/v1/posts/${post.id}`)).status).toBe(404);
      const tags = await readAll(app.client, '/api/v1/tags');
      expect(tags.map(({ slug }) => slug)).not.toContain('only-here');
    });
  });

  it('the answer to an Idempotency-Key is kept however long it is', async () => {
    const request = { title: 'A long read', content: 'word '.repeat(40_000).trim() };
    const options = { headers: { 'idempotency-key': 'write-long-1' } };
    const first = await author.post('/api/v1/posts', request, options);
    expect(first.status).toBe(201);
    expect((await author.post('/api/v1/posts', request, options)).body).toEqual(first.body);
  });

  it('the same Idempotency-Key writes one post and gives the same answer', async () => {
    const headers = { 'idempotency-key': 'write-once-1' };
    const request = { title: 'Written once', content: 'x' };
    const first = await author.post('/api/v1/posts', request, { headers });
    const second = await author.post('/api/v1/posts', request, { headers });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(second.body).toEqual(first.body);
    const drafts = await readAll(author, '/api/v1/posts?status=draft&q=written&limit=100');
    expect(drafts).toHaveLength(1);
  });
});
