import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { password, startApp, type TestApp } from '../../support/app.js';

describe('first start', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ DEMO_DATA: 'true', ADMIN_EMAIL: 'root@example.com', ADMIN_PASSWORD: password });
  });
  afterAll(() => app.close());

  describe('the demo data', () => {
    it('shows a stranger a blog with authors, tags and approved comments', async () => {
      const { body } = await app.client.get('/api/v1/posts?limit=100&include=comments&count=true');
      expect(body.page.total).toBeGreaterThanOrEqual(10);
      expect(new Set(body.data.map((post: { author: { name: string } }) => post.author.name)).size).toBe(3);
      expect(body.data.some((post: { commentCount: number }) => post.commentCount > 2)).toBe(true);
      expect(JSON.stringify(body)).not.toMatch(/lorem|ipsum/i);
    });

    it('has something for the admin to decide on', async () => {
      const { body: tokens } = await app.client.post('/api/v1/auth/login', {
        email: 'root@example.com',
        password,
      });
      const admin = app.client.as(tokens.accessToken);
      for (const status of ['draft', 'scheduled', 'archived'])
        expect((await admin.get(`/api/v1/posts?status=${status}`)).body.data.length).toBeGreaterThan(0);
      const { body } = await admin.get('/api/v2/users?limit=100');
      expect(body.data.map((user: { email: string }) => user.email)).toContain('mara@linden-kiln.example');
    });

    it('lets nobody in as one of its people', async () => {
      for (const guess of ['', 'password', 'demo demo', 'null'])
        expect(
          (
            await app.client.post('/api/v1/auth/login', {
              email: 'mara@linden-kiln.example',
              password: guess || ' ',
            })
          ).status,
        ).toBe(401);
    });
  });
});
