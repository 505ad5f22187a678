import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Clock } from '../../../src/kernel/clock.js';
import { startApp, type TestApp } from '../../support/app.js';
import type { Client } from '../../support/client.js';
import { databaseKind } from '../../support/database.js';
import { until } from '../../support/until.js';

describe('api keys', () => {
  let app: TestApp;
  let admin: Client;
  beforeAll(async () => {
    app = await startApp({}, []);
    admin = await app.signedIn('root', 'admin');
  });
  afterAll(() => app.close());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** Moves the application's clock, by milliseconds from the real time. */
  function later(milliseconds: number): void {
    jest.spyOn(app.nest.get(Clock), 'now').mockReturnValue(new Date(Date.now() + milliseconds));
  }

  const keys = '/api/v2/users/me/api-keys';

  describe(`an API key on ${databaseKind}`, () => {
    it('is shown once, is stored as a hash, and acts for its owner within its scopes', async () => {
      const merchant = await app.signedIn('merchant', 'merchant');
      const made = await merchant.post(keys, { name: 'stock sync', scopes: ['inventory:write'] });
      expect(made).toMatchObject({ status: 201, body: { key: expect.stringMatching(/^msk_[\w-]{43}$/) } });
      const { key, id, hint } = made.body;
      expect(key.startsWith(hint)).toBe(true);
      const listed = await merchant.get(keys);
      expect(listed.body.data).toMatchObject([{ id, name: 'stock sync', scopes: ['inventory:write'] }]);
      expect(JSON.stringify(listed.body)).not.toContain(key);

      const program = app.client.as(key);
      expect((await program.get('/api/v1/inventory/NOPE')).status).toBe(404);
      expect(await program.post('/api/v1/products', { title: 'x' })).toMatchObject({ status: 403 });
      expect((await program.get('/api/v2/users/me')).body).toMatchObject({ id: merchant.userId });
      expect((await merchant.get(keys)).body.data[0].lastUsedAt).not.toBeNull();
    });

    it('cannot do what its owner may not do, nor make keys, change the password or end sessions', async () => {
      const author = await app.signedIn('author', 'author');
      expect(await author.post(keys, { name: 'x', scopes: ['users:manage'] })).toMatchObject({
        status: 403,
        body: { code: 'scope_not_held' },
      });
      const { body } = await author.post(keys, { name: 'x', scopes: ['posts:write'] });
      const program = app.client.as(body.key);
      const attempts = [
        program.post(keys, { name: 'y', scopes: [] }),
        program.put('/api/v2/users/me/password', {
          currentPassword: 'x',
          newPassword: 'a good new password',
        }),
        program.post('/api/v1/auth/logout-all'),
        program.post('/api/v2/users/me/mfa/totp'),
        program.get('/api/v2/users/me/sessions'),
        program.delete('/api/v2/users/me'),
      ];
      for (const answer of await Promise.all(attempts))
        expect(answer).toMatchObject({ status: 403, body: { code: 'session_required' } });
    });

    it('makes no account and lets nobody in again, whatever its scopes: it could act as them', async () => {
      const { body } = await admin.post(keys, { name: 'all', scopes: ['users:manage'] });
      const program = app.client.as(body.key);
      const { userId } = await app.signedIn('switched off');
      await admin.post(`/api/v2/users/${userId}/disable`);
      const account = { email: `${crypto.randomUUID()}@example.com`, password: 'a good new password' };
      for (const answer of [
        await program.post('/api/v1/users', { ...account, name: 'Mallory', role: 'admin' }),
        await program.post('/api/v2/users', { ...account, displayName: 'Mallory', roles: ['admin'] }),
        await program.post('/api/v1/users', { ...account, name: 'Mallory' }),
        await program.post('/api/v2/users', { ...account, displayName: 'Mallory' }),
        await program.put(`/api/v2/users/${userId}/roles`, { roles: ['admin'] }),
        await program.post(`/api/v1/users/${userId}/enable`),
        await program.post(`/api/v2/users/${userId}/enable`),
        await program.post(`/api/v2/users/${userId}/disable`),
        await program.delete(`/api/v2/users/${userId}`),
      ])
        expect(answer).toMatchObject({ status: 403, body: { code: 'session_required' } });
      expect((await app.client.post('/api/v1/auth/login', account)).status).toBe(401);
      expect((await program.get(`/api/v2/users/${userId}`)).body.status).toBe('disabled');
    });

    it('stops working when it is revoked, when its owner loses the role, and when they are disabled', async () => {
      const owner = await app.signedIn('owner', 'merchant');
      const make = async () => {
        const { body } = await owner.post(keys, { name: 'x', scopes: ['inventory:write'] });
        return { id: String(body.id), program: app.client.as(body.key) };
      };
      const [revoked, kept] = [await make(), await make()];
      expect((await revoked.program.get('/api/v1/inventory/NOPE')).status).toBe(404);
      expect((await owner.delete(`${keys}/${revoked.id}`)).status).toBe(204);
      expect((await revoked.program.get('/api/v1/inventory/NOPE')).status).toBe(401);
      expect((await owner.delete(`${keys}/${revoked.id}`)).status).toBe(404);

      await admin.put(`/api/v2/users/${owner.userId}/roles`, { roles: ['customer'] });
      await until(
        'the role is gone',
        async () => (await kept.program.get('/api/v1/inventory/NOPE')).status === 403,
      );
      await admin.post(`/api/v2/users/${owner.userId}/disable`);
      await until(
        'the owner is out',
        async () => (await kept.program.get('/api/v2/users/me')).status === 401,
      );
    });

    it('stops working when its time is over', async () => {
      const owner = await app.signedIn('brief');
      const make = async (expiresInDays: number) => {
        const { body } = await owner.post(keys, { name: 'x', scopes: [], expiresInDays });
        return app.client.as(body.key);
      };
      const [short, long] = [await make(1), await make(2)];
      later(86_400_000);
      expect((await short.get('/api/v2/users/me')).status).toBe(401);
      expect((await long.get('/api/v2/users/me')).status).toBe(200);
    });

    it('is one of at most 50', async () => {
      const owner = await app.signedIn('hoarder');
      const make = () => owner.post(keys, { name: 'x', scopes: [] });
      for (let count = 0; count < 50; count += 1) expect((await make()).status).toBe(201);
      expect((await make()).body.code).toBe('too_many_api_keys');
    });

    it('is nobody else’s to see or revoke', async () => {
      const [one, other] = [await app.signedIn('one'), await app.signedIn('other')];
      const { body } = await one.post(keys, { name: 'mine', scopes: [] });
      expect((await other.get(keys)).body.data).toEqual([]);
      expect((await other.delete(`${keys}/${body.id}`)).status).toBe(404);
      expect((await app.client.as(body.key).get('/api/v2/users/me')).status).toBe(200);
    });
  });
});
