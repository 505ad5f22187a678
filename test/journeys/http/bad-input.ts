import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../../support/app.js';
import type { Answer, Client } from '../../support/client.js';
import { shippingAddress } from '../../support/shipping-address.js';

describe('bad input', () => {
  let app: TestApp;
  let author: Client;
  beforeAll(async () => {
    app = await startApp();
    author = await app.signedIn('Berit Holm', 'author');
  });
  afterAll(() => app.close());

  const json = { 'content-type': 'application/json' };
  const posts = '/api/v1/posts';
  const orderOf = (...skus: string[]) => ({
    items: skus.map((sku) => ({ sku, quantity: 1 })),
    email: 'ada@example.com',
    shippingAddress,
    payment: { token: 'tok_ok' },
  });

  function expectProblem(answer: Answer<unknown>, status: number, code: string, field?: string): void {
    expect(answer).toMatchObject({ status, body: { status, code, requestId: expect.any(String) } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.[jt]s:\d+|at \w+ \(/);
    if (field !== undefined)
      expect(answer.body).toMatchObject({
        errors: [expect.objectContaining({ field, code: expect.any(String) })],
      });
  }

  describe('a body', () => {
    it.each([
      ['broken JSON', '{"title": '],
      ['two documents', '{} {}'],
      ['a dangerous key', '{"title": "a", "content": "b", "__proto__": {"admin": true}}'],
      [
        'a dangerous key further down',
        '{"title": "a", "x": {"constructor": {"prototype": {"admin": true}}}}',
      ],
      ['a dangerous key in disguise', '{"\\u005f_proto__": {"admin": true}}'],
    ])('with %s is refused', async (_, raw) => {
      expectProblem(await author.send('POST', posts, { headers: json, raw }), 400, 'malformed_request');
    });

    it('that is not UTF-8 is refused', async () => {
      const raw = Uint8Array.from([
        ...Buffer.from('{"title":"'),
        0xc3,
        0x28,
        ...Buffer.from('","content":"x"}'),
      ]);
      expectProblem(await author.send('POST', posts, { headers: json, raw }), 400, 'malformed_request');
    });

    it.each([['null'], ['[]'], ['"text"'], ['7'], ['']])(
      'that is %s instead of an object is refused',
      async (raw) => {
        expectProblem(await author.send('POST', posts, { headers: json, raw }), 400, 'validation_failed');
      },
    );

    it.each([33, 3_000, 150_000])('nested %i levels deep is refused', async (levels) => {
      const raw = `{"title": ${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`;
      const answer = await author.send('POST', posts, { headers: json, raw });
      expectProblem(answer, 400, 'validation_failed', 'title');
    });

    it('nested too deep to be written is refused with an Idempotency-Key too', async () => {
      const raw = `${'['.repeat(150_000)}${']'.repeat(150_000)}`;
      const headers = { ...json, 'idempotency-key': crypto.randomUUID() };
      expectProblem(await author.send('POST', posts, { headers, raw }), 400, 'validation_failed', '');
    });

    it('of another type is refused where none is asked for', async () => {
      const headers = { 'content-type': 'text/plain' };
      const path = `${posts}/019a7b3c-5d2e-7f10-8a4b-6c9d0e1f2a3b`;
      const answer = await author.send('DELETE', path, { headers, raw: 'x' });
      expectProblem(answer, 415, 'unsupported_media_type');
    });

    it('with a name that every object has is refused, also further down', async () => {
      for (const name of ['constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
        const post = { title: 'a', content: 'b', [name]: 'x' };
        expectProblem(await author.post(posts, post), 400, 'validation_failed', name);
        const headers = { 'idempotency-key': crypto.randomUUID() };
        const order = { ...orderOf('JUG'), shippingAddress: { ...shippingAddress, [name]: 'x' } };
        const answer = await author.post('/api/v1/orders', order, { headers });
        expectProblem(answer, 400, 'validation_failed', `shippingAddress.${name}`);
      }
    });

    it('of 2 MB is refused', async () => {
      const raw = JSON.stringify({ title: 'long', content: 'x'.repeat(2_000_000) });
      expectProblem(await author.send('POST', posts, { headers: json, raw }), 413, 'payload_too_large');
    });

    it.each([
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'application/json; charset',
      'nonsense',
    ])('of the type %s is refused', async (type) => {
      const answer = await author.send('POST', posts, { headers: { 'content-type': type }, raw: 'title=a' });
      expect([400, 415]).toContain(answer.status);
    });

    it.each([
      ['an unknown field', { title: 'a', content: 'b', role: 'admin' }, 'role'],
      ['a number for a text', { title: 7, content: 'b' }, 'title'],
      ['an object for a text', { title: { $ne: '' }, content: 'b' }, 'title'],
      ['a text for a list', { title: 'a', content: 'b', tags: 'x' }, 'tags'],
      ['a missing field', { content: 'b' }, 'title'],
      ['a text that is too long', { title: 'a'.repeat(201), content: 'b' }, 'title'],
      ['a control character', { title: 'a\u0000b', content: 'b' }, 'title'],
      ['half a surrogate pair', { title: 'a\ud800', content: 'b' }, 'title'],
      ['null for a required field', { title: null, content: 'b' }, 'title'],
    ])('with %s names the field', async (_, body, field) => {
      expectProblem(await author.post(posts, body), 400, 'validation_failed', field);
    });

    it('names every faulty field at once', async () => {
      const { body } = await author.post<{ errors: { field: string }[] }>(posts, {
        title: 7,
        nonsense: true,
      });
      expect(body.errors.map(({ field }) => field).sort()).toEqual(['content', 'nonsense', 'title']);
    });
  });

  describe('a query', () => {
    it.each([
      ['limit=0', 'limit'],
      ['limit=101', 'limit'],
      ['limit=-1', 'limit'],
      ['limit=1.5', 'limit'],
      ['limit=abc', 'limit'],
      ['limit=', 'limit'],
      ['limit=99999999999999999999', 'limit'],
      ['limit=0x10', 'limit'],
      ['limit=1&limit=2', 'limit'],
      ['sort=title', 'sort'],
      ['count=yes', 'count'],
      ['unknown=1', 'unknown'],
      ['__proto__=1', '__proto__'],
    ])('with %s names the field', async (query, field) => {
      expectProblem(await app.client.get(`${posts}?${query}`), 400, 'validation_failed', field);
    });

    it.each(['x', 'e30', 'bnVsbA', 'eyJzb3J0IjoxfQ', '%00', 'a'.repeat(900)])(
      'with the cursor %s is refused',
      async (cursor) => {
        const answer = await app.client.get(`${posts}?cursor=${cursor}`);
        expect(answer.status).toBe(400);
        expect(answer.body.errors[0].field).toBe('cursor');
      },
    );

    describe('that is not UTF-8', () => {
      const malformed: Record<string, string> = {
        'a percent sign alone': '%',
        'a digit alone': '%a',
        'no hexadecimal digits': '%zz',
        'the form of other languages': '%u0041',
        'a byte that nothing begins with': '%ff',
        'the rest of a character': '%80',
        'half a character': '%c3',
        'a character that is cut short by another one': '%c3%28',
        'two thirds of a character': '%e2%82',
        'three quarters of a character': '%f0%9f%98',
        'two bytes where one will do': '%c0%af',
        'two bytes where one will do, the last of them': '%c1%bf',
        'three bytes where one will do': '%e0%80%af',
        'three bytes where two will do': '%e0%9f%bf',
        'four bytes where three will do': '%f0%8f%bf%bf',
        'the first surrogate': '%ed%a0%80',
        'the last surrogate': '%ED%BF%BF',
        'a pair of surrogates': '%ed%a0%bd%ed%b8%80',
        'more than Unicode has': '%f4%90%80%80',
        'five bytes': '%f8%88%80%80%80',
        'six bytes': '%fc%84%80%80%80%80',
      };
      const places: [string, (bytes: string) => string][] = [
        ['a value', (bytes) => `${posts}?q=${bytes}`],
        ['a value after others', (bytes) => `${posts}?limit=20&q=a${bytes}b&sort=createdAt`],
        ['a name', (bytes) => `${posts}?${bytes}=1`],
        ['a name without a value', (bytes) => `${posts}?limit=20&a${bytes}`],
        ['a part of the path', (bytes) => `${posts}/by-slug/${bytes}`],
        ['a path that leads nowhere', (bytes) => `/nothing/${bytes}`],
        ['the query of a path that leads nowhere', (bytes) => `/nothing?a=${bytes}`],
        ['the query of a document', (bytes) => `/openapi.json?a=${bytes}`],
        ['the query of a page', (bytes) => `/docs?${bytes}`],
        ['a probe', (bytes) => `/livez?a=${bytes}`],
      ];

      it.each(places)('is refused in %s, whatever it is', async (_place, pathOf) => {
        for (const [what, bytes] of Object.entries(malformed)) {
          const answer = await fetch(`${app.url}${pathOf(bytes)}`);
          const { code, status } = (await answer.json()) as { code: string; status: number };
          expect([what, answer.status, status, code]).toEqual([what, 400, 400, 'malformed_request']);
        }
      });

      it('is taken for what it is where it is none', async () => {
        for (const bytes of ['%25ed%25a0%2580', '%f0%9f%98%80', '%ef%bf%bd', '%E2%82%AC', '%7f%7F'])
          expect([200, 400]).toContain((await app.client.get(`${posts}?q=a${bytes}`)).status);
        expect((await app.client.get(`${posts}?q=%E2%82%ACa`)).status).toBe(200);
      });
    });

    it.each(['?tag=%ff', '?q=%c3%28', '/by-slug/%ff'])(
      'that is not UTF-8 (%s) is refused',
      async (suffix) => {
        expectProblem(await app.client.get(`${posts}${suffix}`), 400, 'malformed_request');
      },
    );
  });

  describe('a path', () => {
    it.each([
      '/api/v1/nothing',
      '/api/v3/posts',
      '/api',
      '/api/v1/posts/by-slug/a%2fb',
      '/api/v1/posts/by-slug/..%2f..%2fetc',
    ])('that leads nowhere (%s) is a 404', async (path) => {
      const answer = await app.client.get(path);
      expect(answer.status).toBe(404);
      expect(answer.body).toMatchObject({ code: expect.stringMatching(/not_found$/) });
    });

    it.each(['7', 'not-an-id', '%27%20OR%201=1', '00000000-0000-0000-0000-000000000000'])(
      'with the id %s names the field',
      async (id) => {
        expectProblem(await app.client.get(`${posts}/${id}`), 400, 'validation_failed', 'id');
      },
    );

    it.each([
      ['PUT', '/api/v1/posts', 'GET, HEAD, POST'],
      ['POST', '/api/v1/posts/019a7b3c-5d2e-7f10-8a4b-6c9d0e1f2a3b', 'DELETE, GET, HEAD, PATCH, PUT'],
      ['GET', '/api/v1/auth/login?x=1', 'POST'],
      ['DELETE', '/livez', 'GET, HEAD'],
      ['POST', '/docs/swagger-ui.css', 'GET, HEAD'],
    ])('that does not take a method is refused (%s %s)', async (method, path, allow) => {
      const broken = method === 'GET' ? {} : { headers: json, raw: '{' };
      const answer = await app.client.send(method, path, broken);
      expectProblem(answer, 405, 'method_not_allowed');
      expect(answer.headers.get('allow')).toBe(allow);
    });

    it('that is endless is refused', async () => {
      const { status } = await fetch(`${app.url}/api/v1/posts/by-slug/${'a'.repeat(5_000)}`);
      expect([404, 414]).toContain(status);
    });

    it('cannot slip past the guards by its spelling', async () => {
      for (const path of [
        '/api/v1/users',
        '/api/v1/users/',
        '//api/v1/users',
        '/api/v1/users%2f',
        '/API/v1/users',
        '/api/v1/./users',
      ])
        expect([400, 401, 404]).toContain((await fetch(`${app.url}${path}`)).status);
    });
  });

  describe('bytes that are not HTTP', () => {
    it.each([
      ['nonsense', 'nonsense\r\n\r\n', 400],
      ['a header that never ends', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`, 431],
      [
        'a length that is no number',
        'POST /api/v1/posts HTTP/1.1\r\nhost: a\r\ncontent-length: ten\r\n\r\n',
        400,
      ],
    ])('such as %s get a problem document', async (_, bytes, status) => {
      const { port, hostname } = new URL(app.url);
      const socket = connect(Number(port), hostname);
      socket.end(bytes);
      const answer = await text(socket);
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(answer).toContain('application/problem+json');
    });
  });
});
