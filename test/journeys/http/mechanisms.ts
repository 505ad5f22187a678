import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Transactions } from '../../../src/platform/database/transactions.js';
import { IdempotencyRepository } from '../../../src/platform/http/idempotency/idempotency.repository.js';
import { password, startApp, type TestApp } from '../../support/app.js';
import { variant } from '../../support/catalog.js';
import type { Client } from '../../support/client.js';

describe('mechanisms', () => {
  let app: TestApp;
  let author: Client;
  beforeAll(async () => {
    app = await startApp();
    author = await app.signedIn('Ines Moreau', 'author');
  });
  afterAll(() => app.close());

  const draft = { title: 'A jug for every table', content: 'Stoneware keeps water cool.' };
  const newKey = (): string => `key-${crypto.randomUUID()}`;

  describe('one resource', () => {
    it('has an ETag and is not sent again while it is unchanged', async () => {
      const { body: post } = await author.post('/api/v1/posts', draft);
      const first = await author.get(`/api/v1/posts/${post.id}`);
      const etag = String(first.headers.get('etag'));
      expect(etag).toMatch(/^"1-/);

      const same = await author.get(`/api/v1/posts/${post.id}`, {
        headers: { 'if-none-match': `"x", W/${etag}` },
      });
      expect(same.status).toBe(304);
      expect(same.body).toBeUndefined();

      await author.patch(`/api/v1/posts/${post.id}`, { title: 'A jug for every shelf' });
      const changed = await author.get(`/api/v1/posts/${post.id}`, { headers: { 'if-none-match': etag } });
      expect(changed.status).toBe(200);
    });

    it('is changed by one of two writers who read the same version; the other gets 412', async () => {
      for (let round = 0; round < 10; round += 1) {
        const { body: post, headers } = await author.post('/api/v1/posts', draft);
        const condition = { headers: { 'if-match': String(headers.get('etag')) } };
        const answers = await Promise.all(
          ['one', 'two'].map((title) => author.patch(`/api/v1/posts/${post.id}`, { title }, condition)),
        );
        expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
        const winner = answers.find(({ status }) => status === 200);
        const { body: stored } = await author.get(`/api/v1/posts/${post.id}`);
        expect(stored).toMatchObject({ title: winner?.body.title, version: 2 });
      }
    });

    it('is found where Location says when it was made', async () => {
      const merchant = await app.signedIn('Shop Keeper', 'merchant');
      const admin = await app.signedIn('Root', 'admin');
      const made = [
        await author.post('/api/v1/posts', { title: 'Found again', content: 'here' }),
        await author.post('/api/v1/carts'),
        await admin.post('/api/v2/users', { email: 'found@example.com', password, displayName: 'Found' }),
        await merchant.post('/api/v1/products', { title: 'Found', variants: [variant(1_000)] }),
        await merchant.post('/api/v1/categories', { name: 'Found once more' }),
      ];
      const clients = [author, author, admin, merchant, merchant];
      for (const [index, { status, headers, body }] of made.entries()) {
        expect(status).toBe(201);
        const found = await clients[index]?.get(headers.get('location') ?? '');
        expect([found?.status, found?.body.id]).toEqual([200, body.id]);
      }
    });

    it('is changed under a condition as proxies pass it on: weak ETags, and one of several', async () => {
      const { body: post } = await author.post('/api/v1/posts', draft);
      const path = `/api/v1/posts/${post.id}`;
      for (const [title, wrap] of [
        ['weak', (etag: string) => `W/${etag}`],
        ['several', (etag: string) => `"999", ${etag}`],
      ] as const) {
        const etag = (await author.get(path)).headers.get('etag') ?? '';
        const changed = await author.patch(path, { title }, { headers: { 'if-match': wrap(etag) } });
        expect([changed.status, changed.body.title]).toEqual([200, title]);
        const stale = await author.patch(path, { title: 'x' }, { headers: { 'if-match': wrap(etag) } });
        expect([stale.status, stale.body.code]).toEqual([412, 'stale_version']);
      }
    });

    it('is not changed under a condition that cannot be read', async () => {
      const { body: post } = await author.post('/api/v1/posts', draft);
      const answer = await author.patch(
        `/api/v1/posts/${post.id}`,
        { title: 'x' },
        { headers: { 'if-match': 'seven' } },
      );
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'If-Match' }] } });
    });
  });

  describe('a list', () => {
    it('names its next page in a Link header, and pages do not repeat rows', async () => {
      for (let count = 0; count < 5; count += 1) await author.post('/api/v1/posts', draft);
      const seen: string[] = [];
      let path: string | undefined = '/api/v1/posts?status=draft&limit=2';
      while (path !== undefined) {
        const { body, headers }: { body: { data: { id: string }[] }; headers: Headers } =
          await author.get(path);
        seen.push(...body.data.map(({ id }) => id));
        path = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
      }
      expect(seen.length).toBeGreaterThanOrEqual(5);
      expect(new Set(seen).size).toBe(seen.length);
      const { body } = await author.get('/api/v1/posts?status=draft&limit=1&count=true');
      expect(body.page.total).toBe(seen.length);
    });
  });

  describe('a POST with an Idempotency-Key', () => {
    it('is carried out once, and answers the same again', async () => {
      const headers = { 'idempotency-key': newKey() };
      const first = await author.post('/api/v1/posts', draft, { headers });
      const second = await author.post('/api/v1/posts', draft, { headers });
      expect(first.status).toBe(201);
      expect(first.headers.get('idempotency-replayed')).toBeNull();
      expect(second.status).toBe(201);
      expect(second.headers.get('idempotency-replayed')).toBe('true');
      expect(second.body).toEqual(first.body);
    });

    it('is carried out once when it arrives 50 times at once', async () => {
      const title = `Once ${crypto.randomUUID()}`;
      const headers = { 'idempotency-key': newKey() };
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => author.post('/api/v1/posts', { ...draft, title }, { headers })),
      );
      const created = answers.filter(({ status }) => status === 201);
      expect(created.length).toBeGreaterThan(0);
      expect(new Set(created.map(({ body }) => body.id)).size).toBe(1);
      for (const { status, body } of answers.filter((answer) => answer.status !== 201))
        expect({ status, code: body.code }).toEqual({ status: 409, code: 'idempotency_in_progress' });
      const { body } = await author.get('/api/v1/posts?status=draft&limit=100');
      expect(body.data.filter((post: { title: string }) => post.title === title)).toHaveLength(1);
    });

    it('with another body is refused', async () => {
      const headers = { 'idempotency-key': newKey() };
      await author.post('/api/v1/posts', draft, { headers });
      const other = await author.post('/api/v1/posts', { ...draft, title: 'Another' }, { headers });
      expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    });

    it('of another caller is another key', async () => {
      const headers = { 'idempotency-key': newKey() };
      const other = await app.signedIn('Otto Brandt', 'author');
      const mine = await author.post('/api/v1/posts', draft, { headers });
      const theirs = await other.post('/api/v1/posts', draft, { headers });
      expect(theirs.status).toBe(201);
      expect(theirs.body.id).not.toBe(mine.body.id);
    });

    it('that failed may be tried again with the same key', async () => {
      const headers = { 'idempotency-key': newKey() };
      const failed = await author.post('/api/v1/posts', { ...draft, slug: 'Not A Slug!' }, { headers });
      expect(failed.status).toBe(400);
      const mended = await author.post(
        '/api/v1/posts',
        { ...draft, slug: `slug-${Date.now()}` },
        { headers },
      );
      expect(mended.status).toBe(201);
    });

    it.each(['', ' ', 'a b', 'x'.repeat(256)])('that is "%s" is refused', async (key) => {
      const answer = await author.post('/api/v1/posts', draft, { headers: { 'idempotency-key': key } });
      expect(answer).toMatchObject({ status: 400, body: { code: 'idempotency_key_invalid' } });
    });
  });

  describe('every answer', () => {
    it('carries a request id: the caller’s own, or a new one when that is unfit', async () => {
      const given = await app.client.get('/api/v1/posts', { headers: { 'x-request-id': 'order-7' } });
      expect(given.headers.get('x-request-id')).toBe('order-7');
      const unfit = await app.client.get('/api/v1/posts', { headers: { 'x-request-id': 'a b' } });
      expect(unfit.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    });

    it('of the old users API says what replaces it, errors included', async () => {
      for (const path of ['/api/v1/users/me', '/api/v1/users', '/api/v1/users/nobody/nothing']) {
        const { headers } = await fetch(`${app.url}${path}`);
        expect(headers.get('deprecation')).toMatch(/^@\d{10}$/);
        expect(Date.parse(String(headers.get('sunset')))).toBeGreaterThan(Date.now());
        expect(headers.get('link')).toContain('</api/v2/users>; rel="successor-version"');
      }
      for (const path of ['/api/v2/users/me', '/api/v1/usersx', '/api/v1/posts'])
        expect((await fetch(`${app.url}${path}`)).headers.get('deprecation')).toBeNull();
    });
  });

  describe('the answer to a key', () => {
    it('is stored by the transaction that has the effect, so that a crash leaves both or neither', async () => {
      const repository = app.nest.get(IdempotencyRepository, { strict: false });
      const transactions = app.nest.get(Transactions, { strict: false });
      const inside: boolean[] = [];
      const complete = repository.complete.bind(repository);
      const spy = jest.spyOn(repository, 'complete').mockImplementation((...args) => {
        inside.push(transactions.isOpen);
        return complete(...args);
      });
      try {
        const answer = await author.post('/api/v1/posts', draft, {
          headers: { 'idempotency-key': newKey() },
        });
        expect(answer.status).toBe(201);
        expect(inside).toEqual([true]);
      } finally {
        spy.mockRestore();
      }
    });

    it('that cannot be stored undoes the effect', async () => {
      const repository = app.nest.get(IdempotencyRepository, { strict: false });
      const spy = jest.spyOn(repository, 'complete').mockResolvedValue(false);
      const title = `Undone ${crypto.randomUUID()}`;
      try {
        const headers = { 'idempotency-key': newKey() };
        const answer = await author.post('/api/v1/posts', { ...draft, title }, { headers });
        expect(answer).toMatchObject({ status: 409, body: { code: 'idempotency_in_progress' } });
      } finally {
        spy.mockRestore();
      }
      const { body } = await author.get('/api/v1/posts?status=draft&limit=100');
      expect(body.data.map((post: { title: string }) => post.title)).not.toContain(title);
    });
  });
});
