import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Clock } from '../../../src/kernel/clock.js';
import { PasswordHasher } from '../../../src/modules/identity/password-hasher.service.js';
import { password, startApp, type TestApp } from '../../support/app.js';
import type { Answer, Loose } from '../../support/client.js';
import { databaseKind } from '../../support/database.js';

describe('account recovery', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({}, []);
  });
  afterAll(() => app.close());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** Moves the application's clock, by milliseconds from the real time. */
  function later(milliseconds: number): void {
    jest.spyOn(app.nest.get(Clock), 'now').mockReturnValue(new Date(Date.now() + milliseconds));
  }

  const post = (path: string, body: unknown): Promise<Answer<Loose>> =>
    app.client.post(`/api/v1/auth/${path}`, body);
  const signIn = (email: string, secret = password) => post('login', { email, password: secret });

  async function register(name: string): Promise<string> {
    const email = `${name}.${crypto.randomUUID()}@example.com`;
    expect((await post('register', { email, password, name })).status).toBe(202);
    return email;
  }

  /** The token in the last mail to an address whose subject says something. */
  async function tokenIn(email: string, subject: RegExp): Promise<string> {
    const mails = (await app.mails(email)).filter((mail) => subject.test(mail.subject));
    const token = /"token":\s*"([\w-]{43})"/.exec(mails.at(-1)?.text ?? '')?.[1];
    if (token === undefined) throw new Error(`No token came to ${email}`);
    return token;
  }

  const hours = 3_600_000;
  const verification = /address|verify|confirm/i;
  const reset = /password/i;

  describe(`an address on ${databaseKind}`, () => {
    it('is verified with the token that came by mail, once', async () => {
      const email = await register('vera');
      const token = await tokenIn(email, verification);
      expect((await post('email/verify', { token })).status).toBe(204);
      const vera = app.client.as((await signIn(email)).body.accessToken);
      expect((await vera.get('/api/v2/users/me')).body).toMatchObject({ emailVerified: true });
      expect(await post('email/verify', { token })).toMatchObject({
        status: 400,
        body: { code: 'invalid_mail_token' },
      });
    });

    it('is verified within two days', async () => {
      const token = await tokenIn(await register('late'), verification);
      later(48 * hours);
      expect((await post('email/verify', { token })).body.code).toBe('invalid_mail_token');
      later(47 * hours);
      expect((await post('email/verify', { token })).status).toBe(204);
    });

    it('is not verified by the token for a new password', async () => {
      const email = await register('mixed');
      await post('password/forgot', { email });
      const token = await tokenIn(email, reset);
      expect((await post('email/verify', { token })).body.code).toBe('invalid_mail_token');
    });

    it('gets the mail again when it asks, unless it is verified', async () => {
      const email = await register('rosa');
      expect((await app.mails(email)).length).toBe(1);
      expect(await post('email/resend', { email })).toMatchObject({
        status: 202,
        body: { status: 'accepted' },
      });
      expect((await app.mails(email)).length).toBe(2);
      expect((await post('email/verify', { token: await tokenIn(email, verification) })).status).toBe(204);
      await post('email/resend', { email });
      expect((await app.mails(email)).length).toBe(2);
    });

    it('gets a limited number of mails, however often strangers ask', async () => {
      const email = await register('bombed');
      for (let time = 0; time < 15; time += 1) await post('password/forgot', { email });
      const mails = await app.mails(email);
      expect(mails.filter(({ subject }) => reset.test(subject)).length).toBe(5);
    });

    it('learns by mail that somebody wanted to register it again', async () => {
      const email = await register('twice');
      await post('register', { email, password: 'another good password', name: 'Mallory' });
      const mails = await app.mails(email);
      expect(mails).toHaveLength(2);
      expect((await signIn(email)).status).toBe(200);
    });
  });

  describe(`a forgotten password on ${databaseKind}`, () => {
    it('is replaced with the token of a mail; all sessions end, and the owner is told', async () => {
      const email = await register('frieda');
      const before = app.client.as((await signIn(email)).body.accessToken);
      expect((await post('password/forgot', { email })).status).toBe(202);
      const token = await tokenIn(email, reset);
      expect((await post('password/reset', { token, password: 'a new good password' })).status).toBe(204);
      expect((await before.get('/api/v2/users/me')).status).toBe(401);
      expect((await signIn(email)).status).toBe(401);
      expect((await signIn(email, 'a new good password')).status).toBe(200);
      expect((await app.mails(email)).filter(({ subject }) => /was changed/i.test(subject))).toHaveLength(1);
    });

    it('is replaced within an hour', async () => {
      const email = await register('slow');
      await post('password/forgot', { email });
      const token = await tokenIn(email, reset);
      later(hours);
      const renew = () => post('password/reset', { token, password: 'a new good password' });
      expect((await renew()).body.code).toBe('invalid_mail_token');
      later(0.9 * hours);
      expect((await renew()).status).toBe(204);
    });

    it('is not replaced by a token from before it was changed', async () => {
      const email = await register('found');
      await post('password/forgot', { email });
      const token = await tokenIn(email, reset);
      const found = app.client.as((await signIn(email)).body.accessToken);
      const change = { currentPassword: password, newPassword: 'a new good password' };
      expect((await found.put('/api/v2/users/me/password', change)).status).toBe(204);
      const late = await post('password/reset', { token, password: 'yet another password' });
      expect(late.body.code).toBe('invalid_mail_token');
    });

    it('lets its owner try again at once when others have tried too often', async () => {
      const email = await register('attacked');
      for (let time = 0; time < 10; time += 1) await signIn(email, 'a wrong password');
      expect((await signIn(email)).body.code).toBe('too_many_tries');
      await post('password/forgot', { email });
      const token = await tokenIn(email, reset);
      expect((await post('password/reset', { token, password: 'a new good password' })).status).toBe(204);
      expect((await signIn(email, 'a new good password')).status).toBe(200);
    });

    it('is not needed when others have tried too often: a quarter of an hour later its owner is let in', async () => {
      const email = await register('patient');
      for (let time = 0; time < 10; time += 1) await signIn(email, 'a wrong password');
      later(14 * 60_000);
      expect((await signIn(email)).body.code).toBe('too_many_tries');
      later(15 * 60_000 + 10_000);
      expect((await signIn(email)).status).toBe(200);
    });

    it('is replaced once when 50 requests bring the token at the same moment', async () => {
      const email = await register('racer');
      await post('password/forgot', { email });
      const token = await tokenIn(email, reset);
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, number) =>
          post('password/reset', { token, password: `the password number ${number}` }),
        ),
      );
      expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
      expect(answers.filter(({ body }) => body?.code === 'invalid_mail_token')).toHaveLength(49);
    });

    it('is not replaced by the token for verification, by an older one after use, or by none', async () => {
      const email = await register('strict');
      const verify = await tokenIn(email, verification);
      await post('password/forgot', { email });
      const older = await tokenIn(email, reset);
      await post('password/forgot', { email });
      const newer = await tokenIn(email, reset);
      expect((await post('password/reset', { token: newer, password: 'a new good password' })).status).toBe(
        204,
      );
      for (const token of [verify, older, newer, 'x'.repeat(43)])
        expect(await post('password/reset', { token, password: 'yet another password' })).toMatchObject({
          status: 400,
          body: { code: 'invalid_mail_token' },
        });
    });

    it('costs no hash without a good token', async () => {
      const hash = jest.spyOn(app.nest.get(PasswordHasher, { strict: false }), 'hash');
      const answer = await post('password/reset', { token: 'x'.repeat(43), password: 'a new good password' });
      expect(answer.status).toBe(400);
      expect(hash).not.toHaveBeenCalled();
    });

    it('answers alike for an address without an account, and sends nothing', async () => {
      const email = `nobody.${crypto.randomUUID()}@example.com`;
      const [known, unknown] = [
        await post('password/forgot', { email: await register('known') }),
        await post('password/forgot', { email }),
      ];
      expect([unknown.status, unknown.body]).toEqual([known.status, known.body]);
      expect(await app.mails(email)).toEqual([]);
    });

    it('is not replaced by one that is tried first', async () => {
      const answer = await post('register', { email: 'a@example.com', password: 'Password123', name: 'A' });
      expect(answer).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'password', code: 'common_password' }] },
      });
    });
  });
});
