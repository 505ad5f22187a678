import type { Client, Loose } from './client.js';

let written = 0;

/** Writes a draft; each has a title of its own unless one is given. */
export async function writePost(author: Client, request: Record<string, unknown> = {}): Promise<Loose> {
  const title = `Post number ${(written += 1)}`;
  const { status, body } = await author.post('/api/v1/posts', { title, content: 'Some words.', ...request });
  if (status !== 201) throw new Error(`The post was not written: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Writes a post and publishes it. */
export async function publishPost(author: Client, request: Record<string, unknown> = {}): Promise<Loose> {
  const { id } = await writePost(author, request);
  const { status, body } = await author.post(`/api/v1/posts/${id}/publish`);
  if (status !== 200) throw new Error(`The post was not published: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Adds a comment; it waits for a moderator unless its writer is one. */
export async function addComment(
  writer: Client,
  postId: string,
  content = 'Good to know.',
  parentId?: string,
): Promise<Loose> {
  const { status, body } = await writer.post(`/api/v1/posts/${postId}/comments`, { content, parentId });
  if (status !== 201) throw new Error(`The comment was not added: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Follows `page.next` of a list to its last page. */
export async function readAll(client: Client, path: string): Promise<Loose[]> {
  const rows: Loose[] = [];
  const url = new URL(path, client.url);
  for (let next: string | null = ''; next !== null;) {
    if (next !== '') url.searchParams.set('cursor', next);
    const { status, body } = await client.get(`${url.pathname}${url.search}`);
    if (status !== 200) throw new Error(`GET ${url.href} → ${status} ${JSON.stringify(body)}`);
    rows.push(...body.data);
    next = body.page.next;
  }
  return rows;
}
