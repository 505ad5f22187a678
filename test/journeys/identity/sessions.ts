import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { password, startApp, type TestApp } from '../../support/app.js';
import type { Client } from '../../support/client.js';
import { databaseKind } from '../../support/database.js';

describe('sessions', () => {
  let app: TestApp;
  let admin: Client & { userId: string };
  beforeAll(async () => {
    app = await startApp({}, []);
    admin = await app.signedIn('root', 'admin');
  });
  afterAll(() => app.close());

  const sessions = '/api/v2/users/me/sessions';

  async function register(name: string): Promise<string> {
    const email = `${name}.${crypto.randomUUID()}@example.com`;
    await app.client.post('/api/v1/auth/register', { email, password, name });
    return email;
  }

  function signIn(email: string, device: string, secret = password) {
    const options = { headers: { 'user-agent': device } };
    return app.client.post('/api/v1/auth/login', { email, password: secret }, options);
  }

  describe(`sessions on ${databaseKind}`, () => {
    it('are listed with their devices, and ended one by one', async () => {
      const email = await register('lena');
      const phone = app.client.as((await signIn(email, 'Phone/1.0')).body.accessToken);
      const laptop = app.client.as((await signIn(email, 'Laptop/2.0\u00e9')).body.accessToken);
      const { body } = await laptop.get(sessions);
      expect(body.data).toMatchObject([
        { device: 'Laptop/2.0', current: true, address: '127.0.0.1' },
        { device: 'Phone/1.0', current: false },
      ]);
      expect((await laptop.delete(`${sessions}/${body.data[1].id}`)).status).toBe(204);
      expect((await phone.get(sessions)).status).toBe(401);
      expect((await laptop.get(sessions)).body.data).toHaveLength(1);
      expect((await laptop.delete(`${sessions}/${body.data[1].id}`)).status).toBe(404);
    });

    it('of others are neither shown nor ended', async () => {
      const [one, other] = [await app.signedIn('one'), await app.signedIn('other')];
      const [mine] = (await one.get(sessions)).body.data;
      expect((await other.delete(`${sessions}/${mine.id}`)).status).toBe(404);
      expect((await one.get(sessions)).status).toBe(200);
    });

    it('tell their owner by mail of a device that was not seen before, but not of the first one', async () => {
      const email = await register('dora');
      await signIn(email, 'Phone/1.0');
      await signIn(email, 'Phone/1.0');
      const before = (await app.mails(email)).length;
      await signIn(email, 'Strange/6.66');
      const mails = (await app.mails(email)).slice(before);
      expect(mails).toHaveLength(1);
      expect(mails[0]?.text).toContain('Strange/6.66');
    });
  });

  describe(`audit events on ${databaseKind}`, () => {
    const eventsOf = async (userId: string): Promise<string[]> => {
      const { body } = await admin.get(`/api/v1/audit-events?userId=${userId}&sort=createdAt&limit=100`);
      return body.data.map(({ type }: { type: string }) => type);
    };

    it('say what happened to an account, and who did it', async () => {
      const email = await register('anna');
      await signIn(email, 'Phone/1.0', 'a wrong password');
      const anna = app.client.as((await signIn(email, 'Phone/1.0')).body.accessToken);
      const { id } = (await anna.get('/api/v2/users/me')).body;
      await admin.put(`/api/v2/users/${id}/roles`, { roles: ['author'] });
      const again = app.client.as((await signIn(email, 'Phone/1.0')).body.accessToken);
      await again.post('/api/v1/auth/logout');
      await admin.post(`/api/v2/users/${id}/disable`);
      expect(await eventsOf(id)).toEqual([
        'account_registered',
        'sign_in_failed',
        'signed_in',
        'roles_changed',
        'signed_in',
        'signed_out',
        'account_disabled',
      ]);
      const { body } = await admin.get(`/api/v1/audit-events?type=roles_changed&userId=${id}`);
      expect(body.data).toMatchObject([
        {
          actorId: admin.userId,
          userId: id,
          address: '127.0.0.1',
          detail: { from: 'customer', to: 'author' },
        },
      ]);
    });

    it('are counted and logged for alerts, without addresses of people', async () => {
      const email = await register('loud');
      await signIn(email, 'Phone/1.0', 'a wrong password');
      const metrics = await (await fetch(`${app.url}/metrics`)).text();
      expect(metrics).toMatch(/^mainstay_audit_events_total\{type="sign_in_failed"\} [1-9]/m);
      const lines = app.logs.filter((line) => line.includes('"audit":"sign_in_failed"'));
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.join()).not.toContain('@');
    });

    it('are for those who hold audit:read alone', async () => {
      const merchant = await app.signedIn('merchant', 'merchant');
      expect((await merchant.get('/api/v1/audit-events')).status).toBe(403);
    });
  });
});

describe(`sessions behind a proxy on ${databaseKind}`, () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ TRUST_PROXY: 'loopback' });
  });
  afterAll(() => app.close());

  it.each([
    ['192.0.2.7:4711', '192.0.2.7'],
    ['[2001:db8:1111:2222:3333:4444:5555:6666]:65535', '2001:db8:1111:2222:3333:4444:5555:6666'],
    ['x'.repeat(300), 'x'.repeat(45)],
  ])('are shown with the address of the client alone: %s', async (forwarded, address) => {
    const email = `${crypto.randomUUID()}@example.com`;
    await app.client.post('/api/v1/auth/register', { email, password, name: 'Pia' });
    const headers = { 'x-forwarded-for': forwarded };
    const signedIn = await app.client.post('/api/v1/auth/login', { email, password }, { headers });
    expect(signedIn.status).toBe(200);
    const { body } = await app.client.as(signedIn.body.accessToken).get('/api/v2/users/me/sessions');
    expect(body.data).toMatchObject([{ address }]);
  });
});
