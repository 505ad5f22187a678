import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../../support/app.js';
import { writePost } from '../../support/blog.js';
import type { Client } from '../../support/client.js';

describe('a body', () => {
  let app: TestApp;
  let author: Client;
  beforeAll(async () => {
    app = await startApp();
    author = await app.signedIn('Berit Holm', 'author');
  });
  afterAll(() => app.close());

  const posts = '/api/v1/posts';
  const json = { 'content-type': 'application/json' };
  const post = JSON.stringify({ title: 'Packed', content: 'x'.repeat(5_000) });
  const bytes = (buffer: Buffer): Uint8Array<ArrayBuffer> => Uint8Array.from(buffer);

  describe('that is packed', () => {
    it.each([
      ['gzip', gzipSync],
      ['x-gzip', gzipSync],
      ['GZIP', gzipSync],
      ['deflate', deflateSync],
      ['br', brotliCompressSync],
    ])('as %s is unpacked', async (encoding, pack) => {
      const headers = { ...json, 'content-encoding': encoding };
      const { status, body } = await author.send('POST', posts, { headers, raw: bytes(pack(post)) });
      expect([status, body.content]).toEqual([201, 'x'.repeat(5_000)]);
    });

    it('otherwise than it says is refused', async () => {
      const headers = { ...json, 'content-encoding': 'gzip' };
      for (const raw of [post, bytes(gzipSync(post).subarray(0, 20)), bytes(deflateSync(post))]) {
        const { status, body } = await author.send('POST', posts, { headers, raw });
        expect([status, body.code]).toEqual([400, 'malformed_request']);
      }
      for (const encoding of ['zstd', 'gzip, gzip', 'compress']) {
        const unknown = { ...json, 'content-encoding': encoding };
        const { status, body } = await author.send('POST', posts, { headers: unknown, raw: post });
        expect([status, body.code]).toEqual([415, 'unsupported_media_type']);
      }
    });

    it('is bounded after it is unpacked', async () => {
      const refreshed = { refreshToken: 'x'.repeat(20_000) };
      for (const large of [refreshed, { refreshToken: 'x'.repeat(10_000_000) }]) {
        const headers = { ...json, 'content-encoding': 'gzip' };
        const raw = bytes(gzipSync(JSON.stringify(large)));
        const { status, body } = await app.client.send('POST', '/api/v1/auth/refresh', { headers, raw });
        expect([status, body.code]).toEqual([413, 'payload_too_large']);
      }
    });
  });

  it('that is not there may have any type', async () => {
    const { id } = await writePost(author);
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'nonsense'])
      for (const action of ['publish', 'unpublish']) {
        const { status } = await author.send('POST', `${posts}/${id}/${action}`, {
          headers: { 'content-type': type },
        });
        expect(status).toBe(200);
      }
  });

  it('of PATCH may be a merge patch', async () => {
    const { id } = await writePost(author);
    const headers = { 'content-type': 'application/merge-patch+json' };
    const raw = JSON.stringify({ title: 'Merged' });
    const changed = await author.send('PATCH', `${posts}/${id}`, { headers, raw });
    expect([changed.status, changed.body.title]).toEqual([200, 'Merged']);
    const elsewhere = await author.send('PUT', `${posts}/${id}`, { headers, raw });
    expect([elsewhere.status, elsewhere.body.code]).toEqual([415, 'unsupported_media_type']);
  });
});
