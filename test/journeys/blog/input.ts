import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { startApp, type TestApp } from '../../support/app.js';
import { publishPost, writePost } from '../../support/blog.js';
import type { Client, Loose } from '../../support/client.js';

describe('bad input of the blog', () => {
  let app: TestApp;
  let author: Client;
  let post: Loose;
  beforeAll(async () => {
    app = await startApp();
    author = await app.signedIn('Mara', 'author');
    post = await publishPost(author);
  });
  afterAll(() => app.close());

  it.each([
    ['title', { title: '' }, 'too_short'],
    ['title', { title: ' \u00a0 ' }, 'wrong_format'],
    ['title', { title: 'two\nlines' }, 'wrong_characters'],
    ['content', { content: ' \n ' }, 'wrong_format'],
    ['content', { content: 'a'.repeat(200_001) }, 'too_long'],
    ['content', { content: null }, 'wrong_type'],
    ['content', { content: '>'.repeat(50) }, 'too_complex'],
    ['excerpt', { excerpt: 'e'.repeat(501) }, 'too_long'],
    ['slug', { slug: 'Not A Slug' }, 'wrong_format'],
    ['slug', { slug: 'a/b' }, 'wrong_format'],
    ['slug', { slug: 'é' }, 'wrong_format'],
    ['slug', { slug: 's'.repeat(101) }, 'too_long'],
    ['slug', { slug: null }, 'wrong_type'],
    ['tags', { tags: Array.from({ length: 11 }, (_, index) => `tag ${index}`) }, 'too_many'],
    ['tags', { tags: { 0: 'x' } }, 'wrong_type'],
    ['tags', { tags: ['fine', 7] }, 'wrong_type'],
    ['tags', { tags: ['t'.repeat(41)] }, 'too_long'],
    ['tags.1', { tags: ['fine', '!?'] }, 'wrong_format'],
    ['authorId', { authorId: newId() }, 'unknown_field'],
    ['status', { status: 'published' }, 'unknown_field'],
    ['version', { version: 7 }, 'unknown_field'],
  ])('%s is refused in every way of writing: %j', async (field, fault, code) => {
    const url = `/api/v1/posts/${post.id}`;
    const whole = { title: 'A title', content: 'Words.', ...fault };
    for (const answer of [
      await author.post('/api/v1/posts', whole),
      await author.put(url, whole),
      await author.patch(url, fault),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toEqual([expect.objectContaining({ field, code })]);
    }
    expect((await author.get(url)).body).toEqual(post);
  });

  it.each([
    'limit=0',
    'limit=101',
    'limit=-1',
    'limit=1.5',
    'limit=1e1',
    'limit=99999999999999999999',
    'limit=',
    'limit=1&limit=2',
    'sort=title',
    'sort=-publishedAt;DROP TABLE blog_posts',
    'cursor=x',
    'cursor=eyJzb3J0IjoiLXB1Ymxpc2hlZEF0In0',
    'cursor[]=x',
    'count=yes',
    'status=secret',
    'status[]=draft',
    'author=me',
    'author=00000000-0000-0000-0000-000000000000',
    'include=everything',
    'q=',
    'q[$ne]=x',
    `q=${'a'.repeat(201)}`,
    'q=%00',
    'tag=',
    'unknown=1',
    '__proto__=1',
    'constructor=1',
    'toString=1',
  ])('GET /posts?%s is refused', async (query) => {
    const { status, body } = await author.get(`/api/v1/posts?${query}`);
    expect([status, body.status]).toEqual([400, 400]);
  });

  it('a cursor of another order or another list is refused', async () => {
    await publishPost(author);
    const { next } = (await app.client.get('/api/v1/posts?limit=1')).body.page;
    for (const path of [`posts?sort=publishedAt&cursor=${next}`, `tags?cursor=${next}`]) {
      const { status, body } = await app.client.get(`/api/v1/${path}`);
      expect([status, body.code]).toEqual([400, 'invalid_cursor']);
    }
  });

  it.each(['a%2Fb', '..%2F..%2Fetc', '%00', 'UPPER', "'%20OR%201=1", '%F0%9F%AB%96', 'a'.repeat(300)])(
    'there is no post with the slug %s',
    async (slug) => {
      const { status } = await app.client.get(`/api/v1/posts/by-slug/${slug}`);
      expect([400, 404]).toContain(status);
    },
  );

  it.each(['%C3%28', '%ff', '%E0%80%80'])('the address %s is not UTF-8 and refused', async (text) => {
    for (const path of [`posts/by-slug/${text}`, `posts?q=${text}`])
      expect((await app.client.get(`/api/v1/${path}`)).status).toBe(400);
  });

  it.each(['1', 'me', '__proto__', '00000000-0000-0000-0000-000000000000', `${newId()}x`])(
    '%s is no id',
    async (id) => {
      for (const answer of [
        await author.get(`/api/v1/posts/${id}`),
        await author.patch(`/api/v1/posts/${id}`, { title: 'x' }),
        await author.post(`/api/v1/posts/${id}/publish`),
        await author.get(`/api/v1/posts/${id}/revisions`),
        await author.get(`/api/v1/posts/${id}/comments`),
        await author.delete(`/api/v1/comments/${id}`),
      ])
        expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
    },
  );

  it('an id that nothing has is 404 everywhere', async () => {
    const id = newId();
    for (const answer of [
      await author.get(`/api/v1/posts/${id}`),
      await author.put(`/api/v1/posts/${id}`, { title: 'x', content: 'x' }),
      await author.patch(`/api/v1/posts/${id}`, { title: 'x' }),
      await author.delete(`/api/v1/posts/${id}`),
      await author.post(`/api/v1/posts/${id}/publish`),
      await author.post(`/api/v1/posts/${id}/unpublish`),
      await author.post(`/api/v1/posts/${id}/archive`),
      await author.get(`/api/v1/posts/${id}/revisions`),
      await author.get(`/api/v1/posts/${id}/revisions/1`),
      await author.post(`/api/v1/posts/${id}/revisions/1/restore`),
      await author.get(`/api/v1/posts/${id}/comments`),
      await author.post(`/api/v1/posts/${id}/comments`, { content: 'x' }),
    ])
      expect([answer.status, answer.body.code]).toEqual([404, 'post_not_found']);
    expect((await author.patch(`/api/v1/comments/${id}`, { content: 'x' })).body.code).toBe(
      'comment_not_found',
    );
  });

  it.each(['0', '-1', '1.5', 'x', '1e3', '9999999999', '01'])(
    '%s is no number of a revision',
    async (number) => {
      expect((await author.get(`/api/v1/posts/${post.id}/revisions/${number}`)).status).toBe(400);
    },
  );

  it.each([
    ['content', { content: '' }],
    ['content', { content: 7 }],
    ['parentId', { content: 'x', parentId: 'first' }],
    ['status', { content: 'x', status: 'approved' }],
    ['html', { content: 'x', html: '<script>' }],
  ])('%s of a comment is refused: %j', async (field, request) => {
    const { status, body } = await author.post(`/api/v1/posts/${post.id}/comments`, request);
    expect([status, body.errors[0].field]).toEqual([400, field]);
  });

  it.each(['"x"', '3', 'w/"3"', '"x", "y"', '""'])('If-Match: %s is refused', async (etag) => {
    const { id } = await writePost(author);
    const headers = { 'if-match': etag };
    expect((await author.patch(`/api/v1/posts/${id}`, { title: 'x' }, { headers })).status).toBe(400);
  });

  it('If-Match: * asks for nothing but that the post exists', async () => {
    const { id } = await writePost(author);
    const headers = { 'if-match': '*' };
    expect((await author.patch(`/api/v1/posts/${id}`, { title: 'x' }, { headers })).status).toBe(200);
  });
});
