import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../../support/app.js';

describe('the description of the API', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${app.url}${path}`, { headers });

  it('is served as the same bytes each time, and not sent again while it is unchanged', async () => {
    const [first, second] = [await get('/openapi.json'), await get('/openapi.json')];
    expect(first.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await second.text()).toBe(await first.text());
    const etag = first.headers.get('etag') ?? '';
    const again = await get('/openapi.json', { 'if-none-match': etag });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('is read by Swagger UI from its address, so that the page holds no copy', async () => {
    expect((await get('/docs')).headers.get('content-type')).toContain('text/html');
    const script = await (await get('/docs/swagger-ui-init.js')).text();
    expect(script).toContain('"swaggerUrl": "/openapi.json"');
    expect(script.length).toBeLessThan(5_000);
  });

  it.each(['/docs-yaml', '/docs-json', '/openapi.yaml', '/docs/openapi.json'])(
    'is not served as %s',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );

  it('is not served at all with DOCS=off', async () => {
    const closed = await startApp({ DOCS: 'off' });
    try {
      for (const path of ['/', '/docs', '/docs/', '/docs/swagger-ui-init.js', '/openapi.json'])
        expect((await closed.client.get(path)).status).toBe(404);
      expect((await closed.client.get('/livez')).status).toBe(200);
    } finally {
      await closed.close();
    }
  });
});
