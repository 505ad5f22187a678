import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestApp, startApp } from '../../support/app.js';
import { addComment, publishPost, readAll, writePost } from '../../support/blog.js';
import type { Client, Loose } from '../../support/client.js';

describe('comments', () => {
  let app: TestApp;
  let author: Client;
  let editor: Client & { userId: string };
  let reader: Client & { userId: string };
  let stranger: Client;
  let post: Loose;

  beforeAll(async () => {
    app = await startApp();
    author = await app.signedIn('Mara Lindqvist', 'author');
    editor = await app.signedIn('Jonas Reuter', 'editor');
    reader = await app.signedIn('Ines Okafor', 'customer');
    stranger = await app.signedIn('Paul', 'customer');
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    post = await publishPost(author);
  });

  const shown = async (query = ''): Promise<Loose[]> =>
    readAll(app.client, `/api/v1/posts/${post.id}/comments${query}`);
  const count = async (): Promise<number> =>
    (await app.client.get(`/api/v1/posts/${post.id}`)).body.commentCount;
  const decide = async (id: string, decision: string): Promise<Loose> =>
    editor.post(`/api/v1/comments/${id}/${decision}`);

  describe('moderation', () => {
    it('holds a comment back until it is approved', async () => {
      const { status, body } = await reader.post(`/api/v1/posts/${post.id}/comments`, {
        content: 'Does it **shrink**? <b onclick="x()">Really</b> [see](https://a.example)',
      });
      expect(status).toBe(201);
      expect(body).toMatchObject({
        postId: post.id,
        parentId: null,
        author: { id: reader.userId, name: 'Ines Okafor' },
        html:
          '<p>Does it <strong>shrink</strong>? <b>Really</b> ' +
          '<a href="https://a.example" rel="nofollow ugc noopener">see</a></p>',
        status: 'pending',
        version: 1,
      });
      expect([await shown(), await count()]).toEqual([[], 0]);

      const approved = await decide(body.id, 'approve');
      expect(approved.body).toEqual({
        ...body,
        status: 'approved',
        version: 2,
        updatedAt: approved.body.updatedAt,
      });
      expect([await shown(), await count()]).toEqual([[approved.body], 1]);
    });

    it('needs no approval of what a moderator writes', async () => {
      expect((await addComment(editor, post.id)).status).toBe('approved');
      expect(await count()).toBe(1);
    });

    it('may be reversed, and counts what is shown', async () => {
      const { id } = await addComment(reader, post.id);
      const counts: number[] = [];
      for (const decision of ['approve', 'approve', 'reject', 'reject', 'approve']) {
        const { status, body } = await decide(id, decision);
        expect([status, body.status]).toEqual([200, decision === 'approve' ? 'approved' : 'rejected']);
        counts.push(await count());
      }
      expect(counts).toEqual([1, 1, 0, 0, 1]);
    });

    it('counts one comment once when all moderators decide at the same moment', async () => {
      const { id } = await addComment(reader, post.id);
      const answers = await Promise.all(Array.from({ length: 6 }, () => decide(id, 'approve')));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
      expect(await count()).toBe(1);
    });

    it('counts all comments that are approved at the same moment', async () => {
      const comments = await Promise.all(Array.from({ length: 8 }, () => addComment(reader, post.id)));
      await Promise.all(comments.map(({ id }) => decide(id, 'approve')));
      expect([await count(), (await shown()).length]).toEqual([8, 8]);
    });

    it('has a queue of what waits, across posts, for moderators alone', async () => {
      const other = await publishPost(author);
      const waiting = [await addComment(reader, post.id), await addComment(reader, other.id)];
      const queue = await readAll(editor, '/api/v1/comments?limit=100');
      expect(queue.map(({ id }) => id)).toEqual(expect.arrayContaining(waiting.map(({ id }) => id)));
      expect(queue.every(({ status }) => status === 'pending')).toBe(true);
      expect((await reader.get('/api/v1/comments')).status).toBe(403);
      expect((await app.client.get('/api/v1/comments')).status).toBe(401);
    });

    it('shows moderators alone what is pending or rejected', async () => {
      const { id } = await addComment(reader, post.id);
      const path = `/api/v1/posts/${post.id}/comments?status=pending`;
      expect((await editor.get(path)).body.data).toMatchObject([{ id, status: 'pending' }]);
      expect((await reader.get(path)).status).toBe(403);
      expect((await author.get(path)).status).toBe(403);
      expect((await app.client.get(path)).status).toBe(401);
    });
  });

  describe('threads', () => {
    it('are comments that name their parent, down to five levels', async () => {
      let parent: string | undefined;
      const ids: string[] = [];
      for (let level = 1; level <= 5; level += 1) {
        const { id } = await addComment(editor, post.id, `Level ${level}`, parent);
        ids.push(id);
        parent = id;
      }
      expect((await shown()).map(({ parentId }) => parentId)).toEqual([null, ...ids.slice(0, 4)]);
      const { status, body } = await editor.post(`/api/v1/posts/${post.id}/comments`, {
        content: 'Level 6',
        parentId: parent,
      });
      expect([status, body.code]).toEqual([409, 'thread_too_deep']);
      expect(await count()).toBe(5);
    });

    it('stay with their post', async () => {
      const elsewhere = await addComment(editor, (await publishPost(author)).id);
      const hidden = await addComment(reader, post.id);
      for (const parentId of [elsewhere.id, hidden.id, post.id]) {
        const { status, body } = await stranger.post(`/api/v1/posts/${post.id}/comments`, {
          content: 'x',
          parentId,
        });
        expect([status, body.code, body.errors[0].field]).toEqual([400, 'parent_not_found', 'parentId']);
      }
      expect((await addComment(reader, post.id, 'Me again', hidden.id)).parentId).toBe(hidden.id);
    });

    it('lose no reply when a comment goes: it moves up', async () => {
      const top = await addComment(editor, post.id, 'top');
      const middle = await addComment(reader, post.id, 'middle', top.id);
      const low = await addComment(editor, post.id, 'low', middle.id);
      await decide(middle.id, 'approve');
      expect((await reader.delete(`/api/v1/comments/${middle.id}`)).status).toBe(204);
      expect((await shown()).map(({ id, parentId }) => [id, parentId])).toEqual([
        [top.id, null],
        [low.id, top.id],
      ]);
      expect((await editor.delete(`/api/v1/comments/${top.id}`)).status).toBe(204);
      expect((await shown()).map(({ id, parentId }) => [id, parentId])).toEqual([[low.id, null]]);
      expect(await count()).toBe(1);
    });

    it('survive replies to a comment that is deleted at the same moment', async () => {
      const top = await addComment(editor, post.id, 'top');
      const replies = Array.from({ length: 6 }, () =>
        editor.post(`/api/v1/posts/${post.id}/comments`, { content: 'reply', parentId: top.id }),
      );
      const [removed, ...answers] = await Promise.all([
        editor.delete(`/api/v1/comments/${top.id}`),
        ...replies,
      ]);
      expect(removed.status).toBe(204);
      const added = answers.filter(({ status }) => status === 201).length;
      expect(answers.every(({ status }) => status === 201 || status === 400)).toBe(true);
      const left = await shown();
      expect(left.map(({ parentId }) => parentId)).toEqual(Array.from({ length: added }, () => null));
      expect(await count()).toBe(added);
    });
  });

  describe('changing and deleting', () => {
    it('sends the writer’s own words back to the moderators', async () => {
      const { id } = await addComment(reader, post.id, 'Before');
      await decide(id, 'approve');
      const { status, body } = await reader.patch(`/api/v1/comments/${id}`, { content: 'After' });
      expect(status).toBe(200);
      expect(body).toMatchObject({ content: 'After', html: '<p>After</p>', status: 'pending', version: 3 });
      expect([await shown(), await count()]).toEqual([[], 0]);
    });

    it('leaves a moderator’s correction where it is', async () => {
      const { id } = await addComment(reader, post.id, 'Befor');
      await decide(id, 'approve');
      const { body } = await editor.patch(`/api/v1/comments/${id}`, { content: 'Before' });
      expect(body).toMatchObject({ content: 'Before', status: 'approved', author: { id: reader.userId } });
      expect(await count()).toBe(1);
    });

    it('is refused with 412 when the comment has changed since it was read', async () => {
      const { id } = await addComment(reader, post.id, 'One');
      const headers = { 'if-match': '"1"' };
      expect((await reader.patch(`/api/v1/comments/${id}`, { content: 'Two' }, { headers })).status).toBe(
        200,
      );
      for (const answer of [
        await reader.patch(`/api/v1/comments/${id}`, { content: 'Three' }, { headers }),
        await editor.delete(`/api/v1/comments/${id}`, { headers }),
      ])
        expect([answer.status, answer.body.code]).toEqual([412, 'stale_version']);
    });

    it('is for the writer and for moderators', async () => {
      const { id } = await addComment(reader, post.id);
      const url = `/api/v1/comments/${id}`;
      for (const client of [stranger, author]) {
        expect((await client.patch(url, { content: 'x' })).status).toBe(404);
        expect((await client.delete(url)).status).toBe(404);
        expect((await client.post(`${url}/approve`)).status).toBe(403);
      }
      await decide(id, 'approve');
      for (const client of [stranger, author]) {
        expect((await client.patch(url, { content: 'x' })).body.code).toBe('comment_not_yours');
        expect((await client.delete(url)).status).toBe(403);
      }
      expect((await app.client.delete(url)).status).toBe(401);
      expect((await editor.delete(url)).status).toBe(204);
      expect((await editor.delete(url)).status).toBe(404);
      expect(await count()).toBe(0);
    });
  });

  it('need somebody who is signed in and a post that is published', async () => {
    const draft = await writePost(author);
    const url = (id: string): string => `/api/v1/posts/${id}/comments`;
    expect((await app.client.post(url(post.id), { content: 'x' })).status).toBe(401);
    expect((await reader.post(url(draft.id), { content: 'x' })).body.code).toBe('post_not_found');
    expect((await author.post(url(draft.id), { content: 'x' })).body.code).toBe('comments_closed');
    await author.post(`/api/v1/posts/${post.id}/archive`);
    expect((await reader.post(url(post.id), { content: 'x' })).status).toBe(404);
  });

  it('are out of reach with their post', async () => {
    const { id } = await addComment(reader, post.id);
    await author.post(`/api/v1/posts/${post.id}/unpublish`);
    expect((await app.client.get(`/api/v1/posts/${post.id}/comments`)).status).toBe(404);
    expect((await reader.patch(`/api/v1/comments/${id}`, { content: 'x' })).status).toBe(404);
    expect((await decide(id, 'approve')).status).toBe(200);
    expect((await author.get(`/api/v1/posts/${post.id}`)).body.commentCount).toBe(1);
  });

  it('may hold five thousand characters of anything', async () => {
    for (const content of [
      '&'.repeat(5_000),
      '>'.repeat(20) + 'x',
      '|a|\n|-|\n'.repeat(600),
      '🫖'.repeat(2_500),
    ]) {
      const { status } = await reader.post(`/api/v1/posts/${post.id}/comments`, { content });
      expect(status).toBe(201);
    }
    const tooLong = await reader.post(`/api/v1/posts/${post.id}/comments`, { content: 'a'.repeat(5_001) });
    expect([tooLong.status, tooLong.body.errors[0]]).toMatchObject([
      400,
      { field: 'content', code: 'too_long' },
    ]);
  });

  it('are listed in both directions, page by page', async () => {
    for (let number = 1; number <= 5; number += 1) await addComment(editor, post.id, `Comment ${number}`);
    const numbers = (rows: Loose[]): string[] => rows.map(({ content }) => content.slice(-1));
    expect(numbers(await shown('?limit=2'))).toEqual(['1', '2', '3', '4', '5']);
    expect(numbers(await shown('?limit=2&sort=-createdAt'))).toEqual(['5', '4', '3', '2', '1']);
  });

  it('are all added or lost with their post when it is deleted at the same moment', async () => {
    const answers = await Promise.all([
      ...Array.from({ length: 5 }, () => reader.post(`/api/v1/posts/${post.id}/comments`, { content: 'x' })),
      author.delete(`/api/v1/posts/${post.id}`),
      ...Array.from({ length: 5 }, () => reader.post(`/api/v1/posts/${post.id}/comments`, { content: 'y' })),
    ]);
    expect(answers.every(({ status }) => [201, 204, 404].includes(status))).toBe(true);
    const queue = await readAll(editor, '/api/v1/comments?limit=100');
    expect(queue.filter(({ postId }) => postId === post.id)).toEqual([]);
  });
});

describe('comments that nobody has looked at yet', () => {
  let app: TestApp;
  let author: Client;
  let editor: Client;
  beforeAll(async () => {
    app = await startApp({ TRUST_PROXY: 'loopback' });
    author = await app.signedIn('Mara Lindqvist', 'author');
    editor = await app.signedIn('Jonas Reuter', 'editor');
  });
  afterAll(() => app.close());

  const send = (writer: Client, postId: string, address: string) =>
    writer.post(
      `/api/v1/posts/${postId}/comments`,
      { content: 'Look here' },
      { headers: { 'x-forwarded-for': address } },
    );
  const refused = expect.objectContaining({
    status: 429,
    body: expect.objectContaining({ code: 'too_many_pending_comments' }),
  });

  it('are at most twenty of one author, on all posts together; a decision makes room', async () => {
    const writer = await app.signedIn('Paul', 'customer');
    const posts = [await publishPost(author), await publishPost(author)];
    const sent: Loose[] = [];
    for (let number = 0; number < 20; number += 1)
      sent.push((await send(writer, posts[number % 2].id, `192.0.2.${number}`)).body);
    expect(sent.map(({ status }) => status)).toEqual(Array(20).fill('pending'));
    expect(await send(writer, posts[0].id, '198.51.100.1')).toEqual(refused);
    const { body: shown } = await editor.post(`/api/v1/comments/${sent[0].id}/approve`);
    expect((await send(writer, posts[0].id, '198.51.100.1')).status).toBe(201);

    const change = writer.patch(`/api/v1/comments/${shown.id}`, { content: 'Look there' });
    expect(await change).toEqual(refused);
    expect((await writer.patch(`/api/v1/comments/${sent[1].id}`, { content: 'Again' })).status).toBe(200);
    await editor.post(`/api/v1/comments/${sent[2].id}/reject`);
    expect((await writer.patch(`/api/v1/comments/${shown.id}`, { content: 'Look there' })).body.status).toBe(
      'pending',
    );
  });

  it('are at most twenty of an author who sends thirty at the same moment', async () => {
    const writer = await app.signedIn('Rosa', 'customer');
    const { id } = await publishPost(author);
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, number) => send(writer, id, `192.0.2.${number}`)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
  });

  it('are at most a hundred from one network, whoever signs in there', async () => {
    const { id } = await publishPost(author);
    const writers = await Promise.all(
      Array.from({ length: 6 }, (_, number) => app.signedIn(`Kim ${number}`, 'customer')),
    );
    const each = async (writer: Client, count: number): Promise<number[]> => {
      const statuses = [];
      for (let number = 0; number < count; number += 1)
        statuses.push((await send(writer, id, `2001:db8::${number + 1}`)).status);
      return statuses;
    };
    const taken = await Promise.all(writers.slice(0, 5).map((writer) => each(writer, 20)));
    expect(taken.flat()).toEqual(Array(100).fill(201));
    const [last] = writers.slice(5);
    expect(last && (await send(last, id, '2001:db8::77'))).toEqual(refused);
    expect(last && (await send(last, id, '2001:db8:1::77')).status).toBe(201);
  });

  it('do not stand in the way of moderators', async () => {
    const { id } = await publishPost(author);
    for (let number = 0; number < 25; number += 1)
      expect((await send(editor, id, '203.0.113.5')).body.status).toBe('approved');
  });
});

describe('how much a user may write', () => {
  let app: TestApp;
  let author: Client;
  let post: Loose;
  beforeAll(async () => {
    app = await startApp({ RATE_LIMIT: 'on', TRUST_PROXY: 'loopback' });
    author = await app.signedIn('Mara Lindqvist', 'editor');
    post = await publishPost(author);
  });
  afterAll(() => app.close());

  const from = (number: number) => ({ headers: { 'x-forwarded-for': `192.0.2.${number}` } });

  it('is sixty comments a minute, new and changed ones together, from whatever addresses', async () => {
    const writer = await app.signedIn('Ines Okafor', 'customer');
    const { id } = (await writer.post(`/api/v1/posts/${post.id}/comments`, { content: 'One' }, from(0))).body;
    for (let number = 1; number < 60; number += 1)
      expect(
        (await writer.patch(`/api/v1/comments/${id}`, { content: `${number}` }, from(number))).status,
      ).toBe(200);
    const answer = await writer.patch(`/api/v1/comments/${id}`, { content: 'Last' }, from(60));
    expect([answer.status, answer.body.code]).toEqual([429, 'rate_limited']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    const other = await app.signedIn('Paul', 'customer');
    expect((await other.post(`/api/v1/posts/${post.id}/comments`, { content: 'One' }, from(61))).status).toBe(
      201,
    );
  });

  it('is sixty comments a minute from one address, also to change them', async () => {
    const writers = await Promise.all(['Kim', 'Lee'].map((name) => app.signedIn(name, 'customer')));
    const ids: string[] = [];
    for (const writer of writers)
      ids.push(
        (await writer.post(`/api/v1/posts/${post.id}/comments`, { content: 'One' }, from(100))).body.id,
      );
    const change = async (number: number): Promise<number> => {
      const answer = await writers[number % 2]?.patch(
        `/api/v1/comments/${ids[number % 2]}`,
        { content: `${number}` },
        from(100),
      );
      return answer?.status ?? 0;
    };
    for (let number = 2; number < 60; number += 1) expect(await change(number)).toBe(200);
    expect(await change(60)).toBe(429);
  });

  it('is sixty posts a minute, new and changed ones together', async () => {
    const writer = await app.signedIn('Jonas', 'author');
    const { id } = await publishPost(writer);
    const write = async (number: number): Promise<number> =>
      (await writer.patch(`/api/v1/posts/${id}`, { content: `${number}` }, from(number))).status;
    for (let number = 1; number < 60; number += 1) expect(await write(number)).toBe(200);
    expect(await write(60)).toBe(429);
    expect((await writer.put(`/api/v1/posts/${id}`, { title: 'a', content: 'b' }, from(61))).status).toBe(
      429,
    );
    expect((await writer.post(`/api/v1/posts/${id}/revisions/1/restore`, undefined, from(62))).status).toBe(
      429,
    );
    expect((await writer.patch(`/api/v1/posts/${id}`, { title: 'No text' }, from(63))).status).toBe(200);
  });
});
