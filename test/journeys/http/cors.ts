import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../../support/app.js';

describe('cors', () => {
  const shop = 'https://shop.example.com';
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ CORS_ORIGINS: shop, PUBLIC_URL: 'https://api.example.com' });
  });
  afterAll(() => app.close());

  const ask = (origin: string, method = 'GET', headers: Record<string, string> = {}) =>
    fetch(`${app.url}/api/v1/posts`, { method, headers: { origin, ...headers } });

  describe('pages of other origins', () => {
    it('may call the API and read its headers when they are named', async () => {
      const asked = await ask(shop, 'OPTIONS', {
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,idempotency-key',
      });
      expect(asked.status).toBe(204);
      expect(asked.headers.get('access-control-allow-origin')).toBe(shop);
      expect(asked.headers.get('access-control-allow-headers')).toContain('idempotency-key');
      const answer = await ask(shop);
      expect(answer.headers.get('access-control-expose-headers')).toContain('etag');
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    });

    it('are told nothing when they are not', async () => {
      for (const origin of [
        'https://evil.example',
        `${shop}.evil.example`,
        'null',
        'http://shop.example.com',
      ])
        expect((await ask(origin)).headers.get('access-control-allow-origin')).toBeNull();
    });
  });

  describe('an API that is reached by HTTPS', () => {
    it('tells browsers to keep to it', async () => {
      expect((await ask(shop)).headers.get('strict-transport-security')).toMatch(/^max-age=31536000/);
    });
  });
});
