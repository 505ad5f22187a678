import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, startApp } from '../../support/app.js';
import { publishPost } from '../../support/blog.js';
import type { Client } from '../../support/client.js';

const size = 200_000;
const fill = (text: string, length = size): string =>
  text.repeat(Math.ceil(length / text.length)).slice(0, length);

describe('texts that are dear to render', () => {
  let app: TestApp;
  let author: Client;
  let reader: Client;
  let comments: string;
  beforeAll(async () => {
    app = await startApp();
    author = await app.signedIn('Ines Moreau', 'author');
    reader = await app.signedIn('Rosa Calloway');
    comments = `/api/v1/posts/${(await publishPost(author)).id}/comments`;
  });
  afterAll(() => app.close());

  const write = (content: string) => author.post('/api/v1/posts', { title: 'Dear', content });
  const refused = (code: string) =>
    expect.objectContaining({
      status: 400,
      body: expect.objectContaining({
        code: 'content_too_complex',
        errors: [expect.objectContaining({ field: 'content', code })],
      }),
    });

  it.each(['<*a', '</b>*a', '[a](', '![', '> a\n', '`a``', '&', '~~a '])(
    'is a comment like any other when it repeats %j',
    async (piece) => {
      const { status } = await reader.post(comments, { content: fill(piece, 5_000) });
      expect(status).toBe(201);
    },
  );

  it.each([
    [
      'of everything',
      'Some *running* text with a [link](/a), `code` and 2 * 3 things.\n\n- one\n- **two**\n\n> said\n\n',
    ],
    ['of prose', `${'Linen is woven from flax, and grows softer with every wash. '.repeat(8)}\n\n`],
    ['of lists', '- Wash it warm\n- dry it flat\n  - or on a line\n'],
    ['of code', '```js\nconst a = b("c", 1);\n```\n\nAnd then:\n\n'],
    ['of one table', '| Kettle | 1200 | yes |\n', '| Name | Price | Stock |\n|---|---|---|\n'],
  ])('is an ordinary post when it is long and ordinary: %s', async (_, piece, start = '') => {
    expect((await write(start + fill(piece, size - start.length))).status).toBe(201);
  });

  it.each(['>a\nb\n', '> > a\nb\n> > c\nd\n'])(
    'is refused when it would take too long, also by whoever changes a post: %j',
    async (piece) => {
      expect(await write(fill(piece))).toEqual(refused('too_complex'));
      const { body } = await write('short');
      const path = `/api/v1/posts/${body.id}`;
      expect(await author.patch(path, { content: fill(piece) })).toEqual(refused('too_complex'));
      expect((await author.get(path)).body.content).toBe('short');
    },
  );

  it('is refused when its rendering makes it too long for an answer', async () => {
    for (const text of [fill('&'), fill('字'), fill('字', 174_000)])
      expect(await write(text)).toEqual(refused('too_long'));
  });

  it('does not keep a comment waiting while posts take their time', async () => {
    let isOver = false;
    const posts = Promise.all(Array.from({ length: 8 }, () => write(fill('>a\nb\n')))).then((answers) => {
      isOver = true;
      return answers;
    });
    const { status } = await reader.post(comments, { content: 'In the meantime' });
    expect([status, isOver]).toEqual([201, false]);
    // Where the machine has other things to do, those at the end of the queue are told to come again.
    for (const answer of await posts) expect([400, 503]).toContain(answer.status);
  });
});
