import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { password, startApp, type TestApp } from '../../support/app.js';

describe('quotas', () => {
  let limited: TestApp;
  beforeAll(async () => {
    limited = await startApp({ RATE_LIMIT: 'on', TRUST_PROXY: 'loopback' });
  });
  afterAll(() => limited.close());

  /** Sends the head of a request whose body never comes. @returns the whole answer */
  async function sendHead(method: string, path: string, ...headers: string[]): Promise<string> {
    const { port, hostname } = new URL(limited.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      [`${method} ${path} HTTP/1.1`, 'host: mainstay', 'connection: close', ...headers, '', ''].join('\r\n'),
    );
    const answer = await text(socket);
    socket.destroy();
    return answer;
  }
  const unread = ['content-type: application/json', 'content-length: 10000'];
  const from = (address: string): string => `x-forwarded-for: ${address}`;

  it('are announced, and end in 429 with the time to wait', async () => {
    const first = await limited.client.get('/api/v1/posts');
    expect(first.headers.get('ratelimit-policy')).toBe('"default";q=600;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"default";r=599;t=\d+$/);
    const answers = await Promise.all(
      Array.from({ length: 70 }, (_, number) =>
        limited.client.post('/api/v1/auth/login', { email: `ada.${number}@example.com`, password }),
      ),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(10);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await limited.client.get('/livez')).headers.get('ratelimit')).toBeNull();
  });

  it('of orders count the ways to pay for one together', async () => {
    const answers = await Promise.all(
      Array.from({ length: 35 }, (_, number) =>
        limited.client.post(
          number % 2 === 0 ? '/api/v1/orders' : `/api/v1/orders/${newId()}/payments`,
          {},
          { headers: { 'x-forwarded-for': '192.0.2.20' } },
        ),
      ),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(5);
    expect(answers[0]?.headers.get('ratelimit-policy')).toBe('"orders";q=30;w=60');
  });

  it.each([
    ['PUT', '/api/v1/tags', 405],
    ['OPTIONS', '/api/v1/posts', 405],
    ['GET', '/api/v1/posts?q=%ff', 400],
    ['POST', '/nothing', 404],
  ])('count what no route answers (%s %s)', async (method, path, status) => {
    const answer = await sendHead(method, path, from('192.0.2.30'), 'content-length: 9');
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/^ratelimit: "default";r=\d+;t=\d+\r$/m);
  });

  it.each(['/nothing', '/api/v1/nothing', '/', '/docs', '/docs/swagger-ui.css', '/openapi.json'])(
    'hold for whatever the server answers (%s)',
    async (path) => {
      const answer = await fetch(`${limited.url}${path}`, { redirect: 'manual' });
      expect(answer.headers.get('ratelimit')).toMatch(/^"(default|openapi)";r=\d+;t=\d+$/);
    },
  );

  it('end in 429 also where a document is asked for', async () => {
    for (let number = 0; number < 60; number += 1)
      expect(await sendHead('GET', '/openapi.json', from('192.0.2.30'))).toMatch(/^HTTP\/1.1 200 /);
    const refused = await sendHead('GET', '/openapi.json', from('192.0.2.30'));
    expect(refused).toMatch(/^HTTP\/1.1 429 /);
    expect(refused).toContain('"code":"rate_limited"');
  });

  it('are counted before the body is read', async () => {
    const [address, path] = [from('192.0.2.10'), '/api/v1/auth/register'];
    for (let number = 0; number < 60; number += 1)
      expect(await sendHead('POST', path, address, 'content-type: text/plain', 'content-length: 1')).toMatch(
        /^HTTP\/1.1 415 /,
      );
    const refused = await sendHead('POST', path, address, ...unread);
    expect(refused).toMatch(/^HTTP\/1.1 429 /);
    expect(refused).toContain('"code":"rate_limited"');
  });

  it('are smaller for searches, of whatever list; answers from the cache are not counted', async () => {
    const search = async (path: string, number: number): Promise<string> =>
      sendHead('GET', `/api/v1/${path}?q=word${number}`, from('192.0.2.20'));
    for (let number = 0; number < 60; number += 1)
      expect(await search(number % 2 === 0 ? 'posts' : 'products', number)).toMatch(/^HTTP\/1.1 200 /);
    const refused = await search('posts', 60);
    expect(refused).toMatch(/^HTTP\/1.1 429 /);
    expect(refused).toContain('"code":"rate_limited"');
    expect(await search('posts', 0)).toMatch(/^HTTP\/1.1 200 /);
    expect(await sendHead('GET', '/api/v1/posts', from('192.0.2.20'))).toMatch(/^HTTP\/1.1 200 /);
    expect(await sendHead('GET', '/api/v1/posts?q=other', from('192.0.2.21'))).toMatch(/^HTTP\/1.1 200 /);
  });

  it('are one for all addresses of an IPv6 network', async () => {
    const left = async (address: string): Promise<number> => {
      const answer = await sendHead('GET', '/api/v1/tags', from(address));
      return Number(/"default";r=(\d+)/.exec(answer)?.[1]);
    };
    const first = await left('2001:db8:1:2::1');
    expect(await left('2001:db8:1:2:ffff::2')).toBe(first - 1);
    expect(await left('2001:db8:1:3::1')).toBe(first);
    expect(await left('::ffff:192.0.2.77')).toBe(first);
    expect(await left('192.0.2.77')).toBe(first - 1);
  });

  describe('a body', () => {
    it('that is sent to no route is not read', async () => {
      for (const path of ['/nothing', '/api/v1/nothing']) {
        const answer = await sendHead('POST', path, ...unread);
        expect(answer).toMatch(/^HTTP\/1.1 404 /);
        expect(answer).toContain('"code":"not_found"');
      }
      expect(await sendHead('POST', '/nothing', 'transfer-encoding: chunked')).toMatch(/^HTTP\/1.1 404 /);
    });

    it('that is larger than its route needs is not read', async () => {
      const answer = await sendHead(
        'POST',
        '/api/v1/auth/refresh',
        'content-type: application/json',
        'content-length: 17000',
      );
      expect(answer).toMatch(/^HTTP\/1.1 413 /);
      expect(answer).toContain('"code":"payload_too_large"');
    });
  });
});
