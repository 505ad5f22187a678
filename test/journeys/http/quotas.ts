import { describe, expect, it } from '@jest/globals';
import { password, startApp } from '../../support/app.js';

describe('quotas', () => {
  it('are announced, and end in 429 with the time to wait', async () => {
    const limited = await startApp({ RATE_LIMIT: 'on' });
    try {
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
    } finally {
      await limited.close();
    }
  });
});
