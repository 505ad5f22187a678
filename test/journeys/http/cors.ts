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

  describe('caches on the way', () => {
    it('are told that answers differ by origin, also those that are kept here and asked for without one', async () => {
      for (const headers of [{ origin: shop }, {}, {}] as Record<string, string>[]) {
        const answer = await fetch(`${app.url}/api/v1/tags`, { headers });
        expect(answer.headers.get('vary')).toBe('Authorization, Origin');
        expect(answer.headers.get('access-control-allow-origin')).toBe(headers.origin ?? null);
        const again = { ...headers, 'if-none-match': String(answer.headers.get('etag')) };
        const unchanged = await fetch(`${app.url}/api/v1/tags`, { headers: again });
        expect([unchanged.status, unchanged.headers.get('vary')]).toEqual([304, 'Authorization, Origin']);
      }
    });
  });

  describe('an API that is reached by HTTPS', () => {
    it('tells browsers to keep to it', async () => {
      expect((await ask(shop)).headers.get('strict-transport-security')).toMatch(/^max-age=31536000/);
    });
  });
});
