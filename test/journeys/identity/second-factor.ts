import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { TOTP } from 'otpauth';
import { Clock } from '../../../src/kernel/clock.js';
import { AccountsService } from '../../../src/modules/identity/accounts.service.js';
import { SecondFactor } from '../../../src/modules/identity/totp/second-factor.service.js';
import { password, startApp, type TestApp } from '../../support/app.js';
import type { Answer, Client, Loose } from '../../support/client.js';
import { databaseKind } from '../../support/database.js';

describe('second factor', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({}, []);
  });
  afterAll(() => app.close());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  interface Protected {
    readonly email: string;
    readonly client: Client;
    readonly recoveryCodes: readonly string[];
    /** The code of a 30-second period, counted from now. */
    readonly code: (period?: number) => string;
  }

  const factor = '/api/v2/users/me/mfa/totp';

  async function withFactor(name: string): Promise<Protected> {
    const email = `${name}.${crypto.randomUUID()}@example.com`;
    await app.client.post('/api/v1/auth/register', { email, password, name });
    const token = /"token":"([\w-]{43})"/.exec((await app.mails(email))[0]?.text ?? '')?.[1];
    expect((await app.client.post('/api/v1/auth/email/verify', { token })).status).toBe(204);
    const client = app.client.as((await signIn(email)).body.accessToken);
    const setup = await client.post(factor);
    expect(setup).toMatchObject({
      status: 201,
      body: { uri: expect.stringContaining('otpauth://totp/Mainstay:') },
    });
    const totp = new TOTP({ secret: setup.body.secret });
    const code = (period = 0) => totp.generate({ timestamp: Date.now() + period * 30_000 });
    const confirmed = await client.post(`${factor}/confirm`, { code: code(-1) });
    expect(confirmed.status).toBe(200);
    return { email, client, recoveryCodes: confirmed.body.recoveryCodes, code };
  }

  function signIn(email: string, otp?: string): Promise<Answer<Loose>> {
    return app.client.post('/api/v1/auth/login', { email, password, ...(otp !== undefined && { otp }) });
  }

  describe(`one-time codes on ${databaseKind}`, () => {
    it.each([
      ['in two halves', (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`],
      ['with a hyphen', (code: string) => `${code.slice(0, 3)}-${code.slice(3)}`],
      ['with spaces around it', (code: string) => ` ${code} `],
    ])('may be typed %s', async (_, typed) => {
      const { email, code } = await withFactor('typed');
      const { status } = await signIn(email, typed(code()));
      expect(status).toBe(200);
      const client = await app.signedIn('Types Apart');
      const totp = new TOTP({ secret: (await client.post(factor)).body.secret });
      expect((await client.post(`${factor}/confirm`, { code: typed(totp.generate()) })).status).toBe(200);
    });

    it('are asked for once they are confirmed, and let in', async () => {
      const { email, code } = await withFactor('otto');
      expect(await signIn(email)).toMatchObject({ status: 401, body: { code: 'otp_required' } });
      expect(await signIn(email, '000000')).toMatchObject({ status: 401, body: { code: 'otp_required' } });
      expect((await signIn(email, code())).status).toBe(200);
    });

    it('are good once, also for 50 sign-ins at the same moment', async () => {
      const { email, code } = await withFactor('once');
      const now = code();
      const answers = await Promise.all(Array.from({ length: 50 }, () => signIn(email, now)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(await signIn(email, now)).not.toMatchObject({ status: 200 });
    });

    it('are not good any more once a later one was used', async () => {
      const { email, code } = await withFactor('later');
      expect((await signIn(email, code(1))).status).toBe(200);
      expect(await signIn(email, code())).toMatchObject({ status: 401, body: { code: 'otp_required' } });
    });

    it('are turned off by an operator for whoever lost theirs; the owner is told', async () => {
      const { email } = await withFactor('lost');
      const accounts = app.nest.get(AccountsService, { strict: false });
      const factors = app.nest.get(SecondFactor, { strict: false });
      await factors.clear((await accounts.withEmail(email.toUpperCase())).id, 'operator');
      expect((await signIn(email)).status).toBe(200);
      expect((await app.mails(email)).map(({ subject }) => subject)).toContain(
        'One-time codes were turned off',
      );
      await expect(accounts.withEmail('nobody@example.com')).rejects.toMatchObject({
        definition: { code: 'user_not_found' },
      });
    });

    it('are guessed ten times with the right password; after that not even the right one lets in', async () => {
      const { email, code } = await withFactor('guessed');
      for (let time = 0; time < 10; time += 1)
        expect(await signIn(email, '000000')).toMatchObject({ body: { code: 'otp_required' } });
      expect(await signIn(email, code())).toMatchObject({ status: 429, body: { code: 'too_many_tries' } });
    });

    it('are guessed ten times, whatever else is right or new: the password, the address, a reset by mail', async () => {
      const { email, code } = await withFactor('besieged');
      const forget = async (to: string) => {
        await app.client.post('/api/v1/auth/password/forgot', { email });
        const mail = (await app.mails(email)).findLast(({ subject }) =>
          /Choose a new password/.test(subject),
        );
        const token = /"token":"([\w-]{43})"/.exec(mail?.text ?? '')?.[1];
        return (await app.client.post('/api/v1/auth/password/reset', { token, password: to })).status;
      };
      for (let time = 0; time < 10; time += 1) {
        expect(await signIn(email, '000000')).toMatchObject({ body: { code: 'otp_required' } });
        if (time % 4 === 3) expect(await forget(password)).toBe(204);
      }
      for (let time = 0; time < 3; time += 1) {
        expect(await signIn(email, time === 0 ? code() : '000000')).toMatchObject({
          status: 429,
          body: { code: 'too_many_tries' },
        });
      }
      expect(await forget(password)).toBe(204);
      expect(await signIn(email, code())).toMatchObject({ status: 429 });
    });

    it('are counted together with recovery codes, and with those that turn them off', async () => {
      const { email, client, recoveryCodes } = await withFactor('mixed');
      for (let time = 0; time < 5; time += 1) {
        expect((await signIn(email, 'AAAA-BBBB-CCCC-DDDD')).body.code).toBe('otp_required');
        expect((await client.delete(factor, { body: { code: '000000' } })).body.code).toBe('wrong_code');
      }
      expect((await signIn(email, recoveryCodes[0])).body.code).toBe('too_many_tries');
      expect((await client.delete(factor, { body: { code: recoveryCodes[0] } })).body.code).toBe(
        'too_many_tries',
      );
    });

    it('keep no owner out for having been right, or for some mistakes; a quarter of an hour later all is forgotten', async () => {
      const { email, recoveryCodes, code } = await withFactor('clumsy');
      for (const recovery of recoveryCodes.slice(0, 9)) {
        expect((await signIn(email, recovery)).status).toBe(200);
        expect((await signIn(email, '000000')).body.code).toBe('otp_required');
      }
      expect((await signIn(email, recoveryCodes[9])).status).toBe(200);
      expect((await signIn(email, '000000')).body.code).toBe('otp_required');
      expect((await signIn(email, code())).body.code).toBe('too_many_tries');
      const now = Date.now() + 15 * 60_000 + 5_000;
      jest.spyOn(app.nest.get(Clock), 'now').mockReturnValue(new Date(now));
      expect((await signIn(email, code(30))).status).toBe(200);
    });

    it('are guessed ten times where they are turned on or off', async () => {
      const { client, code } = await withFactor('persistent');
      const undecided = await app.signedIn('hesitant');
      const { body } = await undecided.post(factor);
      const right = new TOTP({ secret: body.secret }).generate();
      const guess = (otp: string) =>
        Promise.all([
          client.delete(factor, { body: { code: otp } }),
          undecided.post(`${factor}/confirm`, { code: otp }),
        ]);
      for (let time = 0; time < 10; time += 1)
        for (const answer of await guess('000000'))
          expect(answer).toMatchObject({ status: 403, body: { code: 'wrong_code' } });
      for (const answer of [
        await client.delete(factor, { body: { code: code() } }),
        await undecided.post(`${factor}/confirm`, { code: right }),
      ])
        expect(answer).toMatchObject({ status: 429, body: { code: 'too_many_tries' } });
    });

    it('are turned on by a right one alone, and once', async () => {
      const client = await app.signedIn('careful');
      const { body } = await client.post(factor);
      const totp = new TOTP({ secret: body.secret });
      const confirm = (code: string) => client.post(`${factor}/confirm`, { code });
      expect(await confirm('000000')).toMatchObject({ status: 403, body: { code: 'wrong_code' } });
      expect((await confirm(totp.generate())).status).toBe(200);
      const again = totp.generate({ timestamp: Date.now() + 30_000 });
      expect(await confirm(again)).toMatchObject({ status: 409, body: { code: 'totp_active' } });
    });

    it('are not asked for while they are not confirmed', async () => {
      const client = await app.signedIn('undecided');
      await client.post(factor);
      const { body } = await client.get('/api/v2/users/me');
      expect((await signIn(body.email)).status).toBe(200);
    });

    it('cannot be set up again while they are active, nor be removed without a code', async () => {
      const { client, code, email } = await withFactor('guarded');
      expect(await client.post(factor)).toMatchObject({ status: 409, body: { code: 'totp_active' } });
      const wrong = await client.delete(factor, { body: { code: '000000' } });
      expect(wrong).toMatchObject({ status: 403, body: { code: 'wrong_code' } });
      expect((await client.delete(factor, { body: { code: code() } })).status).toBe(204);
      expect((await signIn(email)).status).toBe(200);
    });

    it('are still asked for after the password was reset by mail', async () => {
      const { email, code } = await withFactor('reset');
      await app.client.post('/api/v1/auth/password/forgot', { email });
      const mail = (await app.mails(email)).findLast(({ subject }) => /password/i.test(subject));
      const token = /"token":\s*"([\w-]{43})"/.exec(mail?.text ?? '')?.[1];
      expect((await app.client.post('/api/v1/auth/password/reset', { token, password })).status).toBe(204);
      expect(await signIn(email)).toMatchObject({ status: 401, body: { code: 'otp_required' } });
      expect((await signIn(email, code())).status).toBe(200);
    });
  });

  describe(`recovery codes on ${databaseKind}`, () => {
    it('go with the factor: a new one has new ones', async () => {
      const { email, client, recoveryCodes } = await withFactor('renewed');
      const [used = '', kept] = recoveryCodes;
      expect((await client.delete(factor, { body: { code: used } })).status).toBe(204);
      const totp = new TOTP({ secret: (await client.post(factor)).body.secret });
      expect((await client.post(`${factor}/confirm`, { code: totp.generate() })).status).toBe(200);
      expect(await signIn(email, kept)).toMatchObject({ status: 401, body: { code: 'otp_required' } });
    });

    it('let in once each, however they are typed, also for 50 sign-ins at the same moment', async () => {
      const { email, recoveryCodes } = await withFactor('recover');
      expect(recoveryCodes).toHaveLength(10);
      const [first = '', second = ''] = recoveryCodes;
      const answers = await Promise.all(Array.from({ length: 50 }, () => signIn(email, first)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      const other = await withFactor('other');
      expect((await signIn(other.email, second)).status).toBe(401);
      expect(
        (await signIn(other.email, ` ${other.recoveryCodes[1]?.toLowerCase().replaceAll('-', ' ')}`)).status,
      ).toBe(200);
    });
  });
});
