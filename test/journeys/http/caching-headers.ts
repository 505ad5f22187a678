import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../../support/app.js';

describe('caching headers', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  describe('caches', () => {
    it('on the way are told that answers differ by caller, and to ask again', async () => {
      const stranger = await app.client.get('/api/v1/posts');
      expect(stranger.headers.get('cache-control')).toBe('no-cache');
      expect(stranger.headers.get('vary')).toBe('Authorization');
      const caller = await app.signedIn('Niels');
      const own = await caller.get('/api/v2/users/me');
      expect(own.headers.get('cache-control')).toBe('private, no-cache');
    });

    it('keep nothing of errors and of what changes things', async () => {
      expect((await app.client.get('/api/v2/users/me')).headers.get('cache-control')).toBe('no-store');
      const author = await app.signedIn('Max', 'author');
      const created = await author.post('/api/v1/posts', { title: 'a', content: 'b' });
      expect(created.headers.get('cache-control')).toBe('no-store');
    });
  });
});
