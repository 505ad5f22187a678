import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../../support/app.js';
import { until } from '../../support/until.js';

describe('logs', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ LOG_LEVEL: 'debug' });
  });
  afterAll(() => app.close());

  interface Line {
    requestId?: string;
    traceId?: string;
    route?: string;
    [key: string]: unknown;
  }

  async function linesOf(requestId: string): Promise<Line[]> {
    const lines = (): Line[] =>
      app.logs.map((line) => JSON.parse(line) as Line).filter((line) => line.requestId === requestId);
    await until(`request ${requestId} is logged`, () => lines().some(({ route }) => route !== undefined));
    return lines();
  }

  describe('the log', () => {
    it('has one line for each request, with what an operator asks for', async () => {
      const caller = await app.signedIn('Lise Meitner');
      const requestId = `log-${crypto.randomUUID()}`;
      const trace = 'ab'.repeat(16);
      await caller.get('/api/v2/users/me', {
        headers: { 'x-request-id': requestId, traceparent: `00-${trace}-${'cd'.repeat(8)}-01` },
      });
      expect(await linesOf(requestId)).toEqual([
        expect.objectContaining({
          level: 30,
          requestId,
          traceId: trace,
          method: 'GET',
          route: '/api/v2/users/me',
          status: 200,
          duration: expect.any(Number),
          queries: expect.any(Number),
          caller: caller.userId,
        }),
      ]);
    });

    it('holds no secret and nobody’s address, wherever they were sent', async () => {
      const planted = (place: string): string => `planted-${place}-7f3a`;
      const email = `${planted('address')}@example.com`;
      const account = { email, password: planted('password'), name: planted('name') };
      const headers = {
        'x-request-id': `log-${crypto.randomUUID()}`,
        cookie: planted('cookie'),
        referer: planted('referer'),
      };
      const { client } = app;
      await client.post('/api/v1/auth/register', account, { headers });
      await client.post('/api/v1/auth/register', { ...account, unknown: planted('unknown') }, { headers });
      await client.post('/api/v1/auth/login', { email, password: planted('wrong') }, { headers });
      const { body } = await client.post(
        '/api/v1/auth/login',
        { email, password: account.password },
        { headers },
      );
      await client.as(body.accessToken).get(`/api/v2/users/me?q=${planted('query')}`, { headers });
      await client.post('/api/v1/auth/refresh', { refreshToken: body.refreshToken }, { headers });
      await client.as(planted('token')).get('/api/v1/posts', { headers });
      await client.get(`/api/v1/posts/by-slug/${planted('path')}`, { headers });
      await client.send('POST', '/api/v1/auth/login', {
        headers: { ...headers, 'content-type': 'application/json' },
        raw: `{"password": "${planted('broken')}`,
      });
      await linesOf(headers['x-request-id']);
      const log = app.logs.join('');
      expect(log.length).toBeGreaterThan(1_000);
      expect(log).not.toContain('planted');
      expect(log).not.toContain(body.accessToken);
      expect(log).not.toContain(body.refreshToken);
      expect(log).not.toMatch(/127\.0\.0\.1/);
    });

    it('keeps to one line whatever the input: line breaks cannot forge another', async () => {
      const before = app.logs.length;
      const forged = 'a%0a{"level":60,"msg":"forged"}';
      await app.client.get(`/api/v1/posts?q=${forged}`);
      await app.client.get(`/api/v1/posts/by-slug/${forged}`);
      await until('both are logged', () => app.logs.length >= before + 2);
      for (const line of app.logs.slice(before)) expect(line.trimEnd().split('\n')).toHaveLength(1);
      expect(app.logs.join('')).not.toContain('forged');
    });

    it('shows a client nothing of a fault of ours, and an operator all but the values', async () => {
      const { DataSource } = await import('typeorm');
      const dataSource = app.nest.get(DataSource);
      await dataSource.query('ALTER TABLE blog_tags RENAME TO blog_tags_gone');
      try {
        const requestId = `log-${crypto.randomUUID()}`;
        const answer = await app.client.get('/api/v1/tags', { headers: { 'x-request-id': requestId } });
        expect(answer).toMatchObject({ status: 500, body: { code: 'internal_error', requestId } });
        expect(JSON.stringify(answer.body)).not.toMatch(/blog_tags|SELECT|\.ts/);
        const fault = (await linesOf(requestId)).find(({ err }) => err !== undefined);
        expect(fault).toMatchObject({
          level: 50,
          err: { type: 'QueryFailedError', stack: expect.stringContaining('at ') },
        });
      } finally {
        await dataSource.query('ALTER TABLE blog_tags_gone RENAME TO blog_tags');
      }
    });
  });
});
