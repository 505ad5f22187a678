import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { TOTP } from 'otpauth';
import { Clock } from '../../../src/kernel/clock.js';
import { AccountsService } from '../../../src/modules/identity/accounts.service.js';
import { UserRepository } from '../../../src/modules/identity/user.repository.js';
import { Transactions } from '../../../src/platform/database/transactions.js';
import { password, startApp, type TestApp } from '../../support/app.js';
import type { Client, Loose } from '../../support/client.js';
import { databaseKind } from '../../support/database.js';

const keys = '/api/v2/users/me/api-keys';
const factor = '/api/v2/users/me/mfa/totp';
const me = '/api/v2/users/me';
const minute = 60_000;

describe('whose account it is', () => {
  let app: TestApp;
  let admin: Client;
  beforeAll(async () => {
    app = await startApp();
    admin = await app.signedIn('root', 'admin');
  });
  afterAll(() => app.close());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const get = <T>(token: abstract new (...args: never[]) => T): T =>
    app.nest.get<T>(token, { strict: false });
  const post = (path: string, body: unknown) => app.client.post(`/api/v1/auth/${path}`, body);

  /** Moves the application's clock, by milliseconds from the real time. */
  function later(milliseconds: number): void {
    jest.spyOn(get(Clock), 'now').mockReturnValue(new Date(Date.now() + milliseconds));
  }

  interface Account {
    readonly email: string;
    readonly id: string;
    readonly client: Client;
  }

  const signIn = async (email: string, secret = password, otp?: string): Promise<Client> => {
    const { body } = await post('login', { email, password: secret, ...(otp !== undefined && { otp }) });
    return app.client.as(String(body.accessToken));
  };

  async function register(name: string): Promise<Account> {
    const email = `${name}.${crypto.randomUUID()}@example.com`;
    await post('register', { email, password, name });
    const client = await signIn(email);
    return { email, client, id: (await client.get(me)).body.id };
  }

  /** The token in the last mail to an address whose subject says something. */
  async function tokenIn(email: string, subject: RegExp): Promise<string | undefined> {
    const mail = (await app.mails(email)).findLast((one) => subject.test(one.subject));
    return /"token":"([\w-]{43})"/.exec(mail?.text ?? '')?.[1];
  }

  const verify = async ({ email }: Account, as: Client = app.client) =>
    as.post('/api/v1/auth/email/verify', { token: await tokenIn(email, /confirm your address/) });

  async function reset({ email }: Account, to = 'a new good password'): Promise<number> {
    await post('password/forgot', { email });
    const token = await tokenIn(email, /Choose a new password/);
    return (await post('password/reset', { token, password: to })).status;
  }

  async function makeKey(client: Client): Promise<Client> {
    const { status, body } = await client.post(keys, { name: 'a key', scopes: [] });
    expect(status).toBe(201);
    return app.client.as(body.key);
  }

  async function turnOn(client: Client): Promise<(period: number) => string> {
    const totp = new TOTP({ secret: (await client.post(factor)).body.secret });
    const code = (period: number) => totp.generate({ timestamp: Date.now() + period * 30_000 });
    expect((await client.post(`${factor}/confirm`, { code: code(-1) })).status).toBe(200);
    return code;
  }

  /** Sets the state of an address as accounts from before this rule have it. */
  async function unverify({ id }: Account): Promise<void> {
    await get(Transactions).run(async () => {
      await get(AccountsService).change(id, { emailVerified: false });
    });
  }

  const eventsOf = async ({ id }: Account, type: string): Promise<Loose[]> =>
    (await admin.get(`/api/v1/audit-events?userId=${id}&type=${type}`)).body.data;
  const subjectsTo = async ({ email }: Account) => (await app.mails(email)).map(({ subject }) => subject);
  const statusOf = async (client: Client) => (await client.get(me)).status;

  describe(`before an address is verified, on ${databaseKind}`, () => {
    it('nothing that outlives a session can be made', async () => {
      const stranger = await register('early');
      for (const answer of [
        await stranger.client.post(keys, { name: 'x', scopes: [] }),
        await stranger.client.post(factor),
        await stranger.client.post(`${factor}/confirm`, { code: '123456' }),
      ])
        expect(answer).toMatchObject({ status: 403, body: { code: 'email_not_verified' } });
      expect((await verify(stranger)).status).toBe(204);
      const client = await signIn(stranger.email);
      await makeKey(client);
      await turnOn(client);
    });

    it('an account that an admin made can neither, until its owner has the mail sent and verifies it', async () => {
      const email = `made.${crypto.randomUUID()}@example.com`;
      const made = await admin.post('/api/v2/users', { email, password, displayName: 'Made' });
      const client = await signIn(email);
      expect((await client.post(factor)).body.code).toBe('email_not_verified');
      await post('email/resend', { email });
      const account = { email, id: made.body.id, client };
      expect((await verify(account, client)).status).toBe(204);
      await turnOn(client);
    });
  });

  describe(`the first proof of an address on ${databaseKind}`, () => {
    /** An account with everything, whose address counts as not verified. */
    async function taken(name: string) {
      const account = await register(name);
      await verify(account, account.client);
      const key = await makeKey(account.client);
      const code = await turnOn(account.client);
      await unverify(account);
      await post('email/resend', { email: account.email });
      return { ...account, key, code };
    }

    it('by the link of a mail ends keys, second factor and all sessions', async () => {
      const account = await taken('linked');
      expect((await verify(account)).status).toBe(204);
      expect(await statusOf(account.key)).toBe(401);
      expect(await statusOf(account.client)).toBe(401);
      const owner = await signIn(account.email);
      expect(await statusOf(owner)).toBe(200);
      expect((await owner.get(keys)).body.data).toEqual([]);
      expect(await eventsOf(account, 'api_keys_revoked')).toMatchObject([{ detail: { count: 1 } }]);
      expect(await eventsOf(account, 'totp_disabled')).toHaveLength(1);
      expect(await subjectsTo(account)).toContain('One-time codes were turned off');
    });

    it('ends all sessions but that of who brings it', async () => {
      const account = await register('present');
      const other = await signIn(account.email);
      expect((await verify(account, account.client)).status).toBe(204);
      expect(await statusOf(account.client)).toBe(200);
      expect(await statusOf(other)).toBe(401);
    });

    it('makes a stranger who comes back a new device, of which its owner is told', async () => {
      const account = await register('back');
      expect((await verify(account)).status).toBe(204);
      await signIn(account.email);
      expect(await subjectsTo(account)).toContain('A new device signed in');
    });

    it('by a new password ends keys, second factor and all sessions', async () => {
      const account = await taken('reset');
      expect(await reset(account)).toBe(204);
      expect(await statusOf(account.key)).toBe(401);
      expect(await statusOf(account.client)).toBe(401);
      expect(await statusOf(await signIn(account.email, 'a new good password'))).toBe(200);
    });

    it('happens once: a later link ends nothing', async () => {
      const account = await register('calm');
      await post('email/resend', { email: account.email });
      const mails = (await app.mails(account.email)).filter(({ subject }) => /confirm/.test(subject));
      const [first, second] = mails.map(({ text }) => /"token":"([\w-]{43})"/.exec(text)?.[1]);
      expect((await account.client.post('/api/v1/auth/email/verify', { token: first })).status).toBe(204);
      const key = await makeKey(account.client);
      expect((await post('email/verify', { token: second })).status).toBe(400);
      expect(await statusOf(key)).toBe(200);
    });
  });

  describe(`a new password by mail, for a verified address on ${databaseKind}`, () => {
    it('ends all API keys and keeps the second factor', async () => {
      const account = await register('owner');
      await verify(account, account.client);
      const [one, two] = [await makeKey(account.client), await makeKey(account.client)];
      const code = await turnOn(account.client);
      expect(await reset(account)).toBe(204);
      expect([await statusOf(one), await statusOf(two)]).toEqual([401, 401]);
      expect(await eventsOf(account, 'api_keys_revoked')).toMatchObject([
        { detail: { count: 2, reason: 'password reset' } },
      ]);
      expect((await post('login', { email: account.email, password: 'a new good password' })).body.code).toBe(
        'otp_required',
      );
      expect(await statusOf(await signIn(account.email, 'a new good password', code(0)))).toBe(200);
    });

    it('leaves no key and no session to who asks for them at the same moment', async () => {
      for (let round = 0; round < 5; round += 1) {
        const account = await register(`racer${round}`);
        await verify(account, account.client);
        await post('password/forgot', { email: account.email });
        const token = await tokenIn(account.email, /Choose a new password/);
        const made = Array.from({ length: 20 }, () => account.client.post(keys, { name: 'x', scopes: [] }));
        const opened = Array.from({ length: 5 }, () => signIn(account.email));
        const done = post('password/reset', { token, password: 'a new good password' });
        const late = Array.from({ length: 20 }, () => account.client.post(keys, { name: 'x', scopes: [] }));
        expect((await done).status).toBe(204);
        for (const { body } of await Promise.all([...made, ...late]))
          if (body.key !== undefined) expect(await statusOf(app.client.as(body.key))).toBe(401);
        for (const client of await Promise.all(opened)) expect(await statusOf(client)).toBe(401);
      }
    });

    it('lets no sign-in through that knew the old one, however late it comes to its session', async () => {
      const account = await register('slow');
      const users = get(UserRepository);
      const lock = users.lock.bind(users);
      let changed = false;
      jest.spyOn(users, 'lock').mockImplementation(async (id) => {
        // Between the check of the password and the beginning of the session another request has set a new one.
        if (!changed) {
          changed = true;
          await get(Transactions).manager.query('UPDATE identity_users SET password_hash = ? WHERE id = ?', [
            'another',
            id,
          ]);
        }
        await lock(id);
      });
      expect(await post('login', { email: account.email, password })).toMatchObject({
        status: 401,
        body: { code: 'invalid_credentials' },
      });
    });
  });

  describe(`a second look on ${databaseKind}`, () => {
    const refused = { status: 403, body: { code: 'recent_sign_in_required' } };

    it('is taken before factors, keys and the deletion of an account; a refresh does not make a sign-in recent', async () => {
      const account = await register('idle');
      await verify(account, account.client);
      const session = (await post('login', { email: account.email, password })).body;
      const code = await turnOn(account.client);
      const { body: key } = await account.client.post(keys, { name: 'x', scopes: [] });
      later(15 * minute + 5_000);
      const renewed = await post('refresh', { refreshToken: session.refreshToken });
      for (const client of [account.client, app.client.as(renewed.body.accessToken)]) {
        expect(await client.post(keys, { name: 'x', scopes: [] })).toMatchObject(refused);
        expect(await client.post(factor)).toMatchObject(refused);
        expect(await client.post(`${factor}/confirm`, { code: code(0) })).toMatchObject(refused);
        expect(await client.delete(factor, { body: { code: code(0) } })).toMatchObject(refused);
        expect(await client.delete(me)).toMatchObject(refused);
      }
      expect((await account.client.delete(`${keys}/${key.id}`)).status).toBe(204);
      jest.restoreAllMocks();
      const again = await signIn(account.email, password, code(0));
      expect((await again.delete(factor, { body: { code: code(1) } })).status).toBe(204);
      expect((await again.delete(me)).status).toBe(204);
    });

    it('lets a sign-in count for 15 minutes', async () => {
      const account = await register('fresh');
      await verify(account, account.client);
      later(14 * minute);
      await makeKey(account.client);
    });

    it('is taken of an admin too who deletes their own account by its id', async () => {
      const other = await app.signedIn('second root', 'admin');
      later(16 * minute);
      expect(await other.delete(`/api/v2/users/${other.userId}`)).toMatchObject(refused);
    });
  });

  it('is told by mail: each new key, and codes that are turned on or off', async () => {
    const account = await register('told');
    await verify(account, account.client);
    const { body: key } = await account.client.post(keys, { name: 'x', scopes: [] });
    const code = await turnOn(account.client);
    await account.client.delete(factor, { body: { code: code(0) } });
    const subjects = await subjectsTo(account);
    expect(subjects.slice(1)).toEqual([
      'Your account has a new API key',
      'One-time codes were turned on',
      'One-time codes were turned off',
    ]);
    const mail = (await app.mails(account.email)).find(({ subject }) => /API key/.test(subject));
    expect(mail?.text).toContain(key.hint);
    expect(mail?.raw).not.toContain(key.key);
  });
});

describe('whose account it is, with REQUIRE_VERIFIED_EMAIL=true', () => {
  it('a new account signs in once its address is verified, or its password is set by mail', async () => {
    const app = await startApp({ REQUIRE_VERIFIED_EMAIL: 'true' });
    try {
      const post = (path: string, body: object) => app.client.post(`/api/v1/auth/${path}`, body);
      for (const [kind, path] of [
        [/confirm/, 'email/verify'],
        [/Choose/, 'password/reset'],
      ] as const) {
        const email = `${crypto.randomUUID()}@example.com`;
        await post('register', { email, password, name: 'New' });
        await post('password/forgot', { email });
        expect(await post('login', { email, password })).toMatchObject({
          status: 403,
          body: { code: 'email_not_verified' },
        });
        const mail = (await app.mails(email)).find(({ subject }) => kind.test(subject));
        const token = /"token":"([\w-]{43})"/.exec(mail?.text ?? '')?.[1];
        const body = path === 'email/verify' ? { token } : { token, password };
        expect((await post(path, body)).status).toBe(204);
        expect((await post('login', { email, password })).status).toBe(200);
      }
    } finally {
      await app.close();
    }
  });
});
