import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, createRemoteJWKSet, jwtVerify } from 'jose';
import { password, startApp, type TestApp } from '../../support/app.js';
import type { Client } from '../../support/client.js';
import { statementsOf } from '../../support/statements.js';

describe('accounts', () => {
  let app: TestApp;
  let admin: Client;
  beforeAll(async () => {
    app = await startApp({ ADMIN_EMAIL: 'root@example.com', ADMIN_PASSWORD: password }, []);
    admin = app.client.as(await signIn('root@example.com'));
  });
  afterAll(() => app.close());

  async function signIn(email: string, secret = password): Promise<string> {
    const { body } = await app.client.post('/api/v1/auth/login', { email, password: secret });
    return String(body.accessToken);
  }

  async function newAccount(name: string): Promise<{ email: string; name: string; password: string }> {
    const account = { email: `${name}.${crypto.randomUUID()}@example.com`, password, name };
    await app.client.post('/api/v1/auth/register', account);
    return account;
  }

  describe('registration', () => {
    it('opens an account that can sign in at once, in both versions of the API', async () => {
      const account = { email: 'Ada@Example.com', password, name: 'Ada Lovelace' };
      expect((await app.client.post('/api/v1/auth/register', account)).status).toBe(202);
      const ada = app.client.as(await signIn('ada@example.com'));
      const v1 = await ada.get('/api/v1/users/me');
      expect(v1.body).toMatchObject({ email: 'ada@example.com', name: 'Ada Lovelace', role: 'customer' });
      const v2 = await ada.get('/api/v2/users/me');
      expect(v2.body).toMatchObject({
        displayName: 'Ada Lovelace',
        roles: ['customer'],
        status: 'active',
        version: 1,
      });
    });

    it('gives the same answer for a known address, and leaves its account alone', async () => {
      const account = await newAccount('grace');
      const again = await app.client.post('/api/v1/auth/register', {
        ...account,
        password: 'another password',
      });
      expect(again).toMatchObject({ status: 202, body: { status: 'accepted' } });
      expect((await app.client.post('/api/v1/auth/login', { ...credentials(account) })).status).toBe(200);
    });

    it('of one address 20 times at once makes one account, and all get the same answer', async () => {
      const email = `race.${crypto.randomUUID()}@example.com`;
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          app.client.post('/api/v1/auth/register', { email, password, name: `Racer ${index}` }),
        ),
      );
      expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
      const { body } = await admin.get('/api/v2/users?limit=100&sort=email');
      expect(body.data.filter((user: { email: string }) => user.email === email)).toHaveLength(1);
    });

    it.each([
      ['email', { email: 'nobody', password, name: 'A' }],
      ['email', { email: 'é@example.com', password, name: 'A' }],
      ['password', { email: 'a@example.com', password: 'short', name: 'A' }],
      ['password', { email: 'a@example.com', password: 'x'.repeat(129), name: 'A' }],
      ['name', { email: 'a@example.com', password, name: '' }],
    ])('names the field %s when it is bad', async (field, body) => {
      const answer = await app.client.post('/api/v1/auth/register', body);
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    });
  });

  const credentials = ({ email, password: secret }: { email: string; password: string }) => ({
    email,
    password: secret,
  });

  describe('signing in', () => {
    it('answers alike for a wrong password and an unknown address', async () => {
      const account = await newAccount('katherine');
      const wrong = await app.client.post('/api/v1/auth/login', {
        email: account.email,
        password: 'not the password',
      });
      const unknown = await app.client.post('/api/v1/auth/login', { email: 'nobody@example.com', password });
      for (const answer of [wrong, unknown])
        expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
      expect(wrong.body.title).toBe(unknown.body.title);
    });

    it('gives a token that others can verify with the published keys', async () => {
      const { email } = await newAccount('emmy');
      const token = await signIn(email);
      const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', app.url));
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ['ES256'],
        audience: 'mainstay-api',
        typ: 'at+jwt',
      });
      expect(payload).toMatchObject({
        iss: 'mainstay',
        roles: ['customer'],
        sid: expect.any(String),
        jti: expect.any(String),
      });
      expect(Number(payload.exp) - Number(payload.iat)).toBe(600);
      expect(decodeProtectedHeader(token).kid).toEqual(expect.any(String));
      const { body } = await app.client.get('/.well-known/jwks.json');
      expect(JSON.stringify(body)).not.toContain('"d"');
    });

    it('keeps nobody in who only resembles a caller', async () => {
      const { email } = await newAccount('mary');
      const token = await signIn(email);
      const [header = '', payload = '', signature = ''] = token.split('.');
      const claims = Buffer.from(JSON.stringify({ ...decodeJwt(token), roles: ['admin'] })).toString(
        'base64url',
      );
      const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
      for (const forged of [
        `${header}.${claims}.${signature}`,
        `${none}.${payload}.`,
        `${header}.${payload}.`,
        'x',
        'a.b.c',
      ])
        expect((await app.client.as(forged).get('/api/v2/users/me')).status).toBe(401);
      expect((await app.client.as('x').get('/api/v1/posts')).body.code).toBe('invalid_token');
      expect((await app.client.get('/api/v2/users/me')).body.code).toBe('unauthenticated');
    });
  });

  describe('a session', () => {
    const refresh = (refreshToken: string) => app.client.post('/api/v1/auth/refresh', { refreshToken });

    async function open(): Promise<{ accessToken: string; refreshToken: string }> {
      const account = await newAccount('session');
      return (await app.client.post('/api/v1/auth/login', credentials(account))).body;
    }

    it('goes on with a new pair of tokens at each refresh', async () => {
      const first = await open();
      const second = await refresh(first.refreshToken);
      expect(second.status).toBe(200);
      expect(second.body.refreshToken).not.toBe(first.refreshToken);
      const third = await refresh(second.body.refreshToken);
      expect((await app.client.as(third.body.accessToken).get('/api/v2/users/me')).status).toBe(200);
    });

    it('gives 50 refreshes at once the same successor', async () => {
      const { refreshToken } = await open();
      const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(refreshToken)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(new Set(answers.map(({ body }) => body.refreshToken)).size).toBe(1);
    });

    it('ends for all its tokens with the logout', async () => {
      const { accessToken, refreshToken } = await open();
      const caller = app.client.as(accessToken);
      expect((await caller.post('/api/v1/auth/logout')).status).toBe(204);
      expect((await caller.get('/api/v2/users/me')).status).toBe(401);
      expect((await refresh(refreshToken)).body.code).toBe('invalid_refresh_token');
    });

    it('ends everywhere with a new password', async () => {
      const account = await newAccount('hedy');
      const [one, two] = [await signIn(account.email), await signIn(account.email)].map((token) =>
        app.client.as(token),
      ) as [Client, Client];
      const change = { currentPassword: password, newPassword: 'an entirely new password' };
      expect(
        (await one.put('/api/v2/users/me/password', { ...change, currentPassword: 'wrong' })).body.code,
      ).toBe('wrong_password');
      expect((await one.put('/api/v2/users/me/password', change)).status).toBe(204);
      for (const client of [one, two]) expect((await client.get('/api/v2/users/me')).status).toBe(401);
      expect(await signIn(account.email, change.newPassword)).not.toBe('undefined');
    });

    it('lets nobody guess the password: after ten tries not even the right one changes it', async () => {
      const account = await newAccount('grete');
      const caller = app.client.as(await signIn(account.email));
      const change = (currentPassword: string) =>
        caller.put('/api/v2/users/me/password', { currentPassword, newPassword: 'an entirely new password' });
      for (let time = 0; time < 10; time += 1)
        expect((await change(`guess ${time}`)).body.code).toBe('wrong_password');
      expect((await change(password)).body.code).toBe('too_many_tries');
    });
  });

  describe('the own account', () => {
    it('is renamed under a condition', async () => {
      const caller = await app.signedIn('Rosalind');
      const { headers } = await caller.get('/api/v2/users/me');
      const condition = { headers: { 'if-match': String(headers.get('etag')) } };
      const renamed = await caller.patch('/api/v2/users/me', { displayName: 'Rosalind F.' }, condition);
      expect(renamed.body).toMatchObject({ displayName: 'Rosalind F.', version: 2 });
      expect((await caller.patch('/api/v1/users/me', { name: 'R' }, condition)).status).toBe(412);
    });

    it('is forgotten when it is deleted', async () => {
      const account = await newAccount('alan');
      const caller = app.client.as(await signIn(account.email));
      const { body: me } = await caller.get('/api/v2/users/me');
      expect((await caller.delete('/api/v2/users/me')).status).toBe(204);
      expect((await caller.get('/api/v2/users/me')).status).toBe(401);
      expect((await app.client.post('/api/v1/auth/login', credentials(account))).status).toBe(401);
      expect((await admin.get(`/api/v2/users/${me.id}`)).status).toBe(404);
      const { body } = await admin.get('/api/v2/users?status=deleted&limit=100');
      expect(JSON.stringify(body)).not.toContain(account.email);
    });
  });

  describe('the admin', () => {
    it('adds, lists, changes and disables users; a change of roles holds at once', async () => {
      const email = `new.${crypto.randomUUID()}@example.com`;
      const created = await admin.post('/api/v2/users', {
        email,
        password,
        displayName: 'New',
        roles: ['author'],
      });
      expect(created).toMatchObject({ status: 201, body: { roles: ['author'], version: 1 } });
      expect((await admin.post('/api/v1/users', { email, password, name: 'New' })).body.code).toBe(
        'email_taken',
      );

      const user = app.client.as(await signIn(email));
      const path = `/api/v2/users/${created.body.id}`;
      expect((await user.get('/api/v2/users')).status).toBe(403);
      expect((await admin.put(`${path}/roles`, { roles: ['admin'] })).status).toBe(204);
      expect((await user.get('/api/v2/users')).status).toBe(401);
      const promoted = app.client.as(await signIn(email));
      expect((await promoted.get('/api/v2/users?role=admin&count=true')).body.page.total).toBe(2);

      expect((await admin.patch(path, { displayName: 'Renamed' })).body.displayName).toBe('Renamed');
      expect((await admin.post(`${path}/disable`)).status).toBe(204);
      expect((await promoted.get('/api/v2/users/me')).status).toBe(401);
      expect((await app.client.post('/api/v1/auth/login', { email, password })).status).toBe(401);
      expect((await admin.post(`${path}/enable`)).status).toBe(204);
      expect((await promoted.get('/api/v2/users/me')).status).toBe(401);
      expect((await admin.delete(path)).status).toBe(204);
      expect((await admin.get(path)).status).toBe(404);
    });

    it('lists users with as many statements for 2 as for 50', async () => {
      for (let count = 0; count < 10; count += 1) await app.signedIn(`Listed ${count}`);
      const statements = (limit: number) => statementsOf(app, `/api/v2/users?limit=${limit}`, admin);
      await statements(1);
      expect(await statements(2)).toBe(await statements(50));
    });

    it('cannot be removed when there is no other', async () => {
      const { body: me } = await admin.get('/api/v2/users/me');
      for (const answer of [
        await admin.delete('/api/v2/users/me'),
        await admin.delete(`/api/v2/users/${me.id}`),
        await admin.put(`/api/v2/users/${me.id}/roles`, { roles: ['customer'] }),
        await admin.post(`/api/v2/users/${me.id}/disable`),
      ])
        expect(answer).toMatchObject({ status: 409, body: { code: 'last_admin' } });
    });

    it('cannot be removed when the others cannot sign in', async () => {
      const other = await app.signedIn('Asleep', 'admin');
      expect((await admin.post(`/api/v2/users/${other.userId}/disable`)).status).toBe(204);
      const answer = await admin.delete('/api/v2/users/me');
      expect(answer).toMatchObject({ status: 409, body: { code: 'last_admin' } });
    });

    it('remains when two admins remove each other at the same moment', async () => {
      for (let round = 0; round < 5; round += 1) {
        const other = await app.signedIn(`Admin ${round}`, 'admin');
        const { body: me } = await admin.get('/api/v2/users/me');
        const answers = await Promise.all([
          admin.put(`/api/v2/users/${other.userId}/roles`, { roles: ['customer'] }),
          other.put(`/api/v2/users/${me.id}/roles`, { roles: ['customer'] }),
        ]);
        expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
        if (answers[1]?.status === 204) {
          // The other one won: it restores the order of things for the next round.
          admin = other;
          await admin.put(`/api/v2/users/${me.id}/roles`, { roles: ['admin'] });
          const restored = app.client.as(await signIn('root@example.com'));
          await restored.put(`/api/v2/users/${other.userId}/roles`, { roles: ['customer'] });
          admin = restored;
        }
      }
    });
  });
});
