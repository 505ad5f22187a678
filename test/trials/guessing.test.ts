import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOTP } from 'otpauth';
import { newId } from '../../src/kernel/ids.js';
import { createTestDatabase, databaseKind, type TestDatabase } from '../support/database.js';
import { mailsIn } from '../support/mailbox.js';
import { type ServerProcess, startServer } from '../support/server-process.js';
import { until } from '../support/until.js';

const password = 'correct horse battery staple';
const allowed = 10;

let database: TestDatabase;
let servers: ServerProcess[] = [];
let urls: string[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  const environment = {
    DATABASE_URL: database.url,
    RATE_LIMIT: 'off',
    TRUST_PROXY: '127.0.0.1',
    ENCRYPTION_KEYS: Buffer.alloc(32, 'tests').toString('base64'),
  };
  servers = [startServer(database.folder, environment)];
  urls = [await (servers[0] as ServerProcess).url];
  servers.push(startServer(database.folder, environment));
  urls.push(await (servers[1] as ServerProcess).url);
});
afterAll(async () => {
  for (const server of servers) server.kill('SIGKILL');
  await Promise.all(servers.map(({ ended }) => ended));
  await database.drop();
});

/** Sends a request to one of the servers, from an address. */
async function post(
  server: number,
  path: string,
  body: object,
  from = '198.51.100.7',
): Promise<{ status: number; code: string; wait: number }> {
  const answer = await fetch(`${urls[server % urls.length]}/api/v1/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
    body: JSON.stringify(body),
  });
  const { code } = (await answer.json()) as { code: string };
  return { status: answer.status, code, wait: Number(answer.headers.get('retry-after')) };
}

/** Tries passwords at both servers at once, by default each from another address. */
async function guesses(email: string, count: number, from?: string) {
  const answers = await Promise.all(
    Array.from({ length: count }, (_, number) =>
      post(number, 'login', { email, password: `guess ${number}` }, from ?? `203.0.113.${number}`),
    ),
  );
  return {
    tried: answers.filter(({ status }) => status === 401).length,
    blocked: answers.filter(({ code }) => code === 'too_many_tries'),
  };
}

/** Where both servers keep mail. */
const mailFolder = (): string => join(database.folder, databaseKind === 'SQLite' ? 'mail' : 'data/mail');

describe(`guessing a password over two processes on ${databaseKind}`, () => {
  it.each([
    ['an account', true],
    ['an address without one', false],
  ])(
    `is stopped after ${allowed} tries at %s, which nobody can tell from the other`,
    async (_what, known) => {
      const email = `${newId()}@example.com`;
      if (known) await post(0, 'register', { email, password, name: 'Victim' });
      const { tried, blocked } = await guesses(email, 60);
      expect(tried).toBe(allowed);
      expect(blocked).toHaveLength(60 - allowed);
      for (const { status, wait } of blocked) {
        expect(status).toBe(429);
        expect(wait).toBeGreaterThan(0);
        // Rounded up, from a moment that another process may have noted a little later.
        expect(wait).toBeLessThanOrEqual(901);
      }
    },
  );

  it('keeps no owner out who signed in from their address before, and gives a guesser there no more tries', async () => {
    const email = `${newId()}@example.com`;
    await post(0, 'register', { email, password, name: 'Owner' });
    expect((await post(0, 'login', { email, password })).status).toBe(200);
    expect((await guesses(email, 30)).tried).toBe(allowed);
    expect((await post(0, 'login', { email, password }, '192.0.2.1')).code).toBe('too_many_tries');
    expect((await post(1, 'login', { email, password })).status).toBe(200);
    expect((await guesses(email, 30, '198.51.100.7')).tried).toBe(allowed);
  });

  it('begins anew after a right password', async () => {
    const email = `${newId()}@example.com`;
    await post(0, 'register', { email, password, name: 'Clumsy' });
    for (let round = 0; round < 3; round += 1) {
      expect((await guesses(email, allowed - 1, '192.0.2.1')).tried).toBe(allowed - 1);
      expect((await post(1, 'login', { email, password }, '192.0.2.1')).status).toBe(200);
    }
  });
});

describe(`guessing one-time codes over two processes on ${databaseKind}`, () => {
  /** The token of the newest mail to an address whose subject says something, once there are so many of them. */
  async function tokenIn(email: string, subject: RegExp, count = 1): Promise<string> {
    const arrived = async () =>
      (await mailsIn(mailFolder())).filter((mail) => mail.to === email && subject.test(mail.subject));
    await until('the mail is there', async () => (await arrived()).length >= count);
    return /"token":"([\w-]{43})"/.exec((await arrived()).at(-1)?.text ?? '')?.[1] ?? '';
  }

  async function call(token: string, path: string, body?: object): Promise<{ secret?: string }> {
    const answer = await fetch(`${urls[0]}/api/v2/users/me/mfa/totp${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    });
    expect(answer.status).toBeLessThan(300);
    return (await answer.json()) as { secret?: string };
  }

  it(`stops after ${allowed} tries, also with new passwords by mail and known addresses in between`, async () => {
    const email = `${newId()}@example.com`;
    await post(0, 'register', { email, password, name: 'Victim' });
    const verification = { token: await tokenIn(email, /confirm/) };
    await fetch(`${urls[0]}/api/v1/auth/email/verify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(verification),
    });
    const signedIn = await fetch(`${urls[0]}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '198.51.100.7' },
      body: JSON.stringify({ email, password }),
    });
    const { accessToken } = (await signedIn.json()) as { accessToken: string };
    const totp = new TOTP({ secret: (await call(accessToken, '')).secret ?? '' });
    const code = totp.generate({ timestamp: Date.now() - 30_000 });
    await call(accessToken, '/confirm', { code });

    let tried = 0;
    for (let round = 1; round <= 3; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, number) =>
          post(
            number,
            'login',
            { email, password, otp: String(number).padStart(6, '0') },
            // The owner's own address on the odd ones: it has a count of passwords of its own.
            number % 2 === 0 ? `203.0.113.${round}` : '198.51.100.7',
          ),
        ),
      );
      tried += answers.filter((answer) => answer.code === 'otp_required').length;
      await post(0, 'password/forgot', { email });
      const token = await tokenIn(email, /Choose a new password/, round);
      const answer = await fetch(`${urls[1]}/api/v1/auth/password/reset`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token, password }),
      });
      expect(answer.status).toBe(204);
    }
    expect(tried).toBe(allowed);
    expect((await post(1, 'login', { email, password, otp: totp.generate() })).code).toBe('too_many_tries');
  });
});

describe(`mails to one recipient over two processes on ${databaseKind}`, () => {
  it('are five of a kind, however many strangers ask for', async () => {
    const email = `${newId()}@example.com`;
    const register = (number: number) => post(number, 'register', { email, password, name: 'Victim' });
    await register(0);
    const answers = await Promise.all(Array.from({ length: 40 }, (_, number) => register(number)));
    const requests = answers.filter(({ status }) => status === 202).length;
    expect(requests).toBeGreaterThan(10);
    const dropped = async (): Promise<number> => {
      const pages = await Promise.all(urls.map(async (url) => (await fetch(`${url}/metrics`)).text()));
      const counts = pages.map(
        (page) => /mails_dropped_total\{kind="already_registered"\} (\d+)/.exec(page)?.[1],
      );
      return counts.reduce((sum, count) => sum + Number(count ?? 0), 0);
    };
    await until('all of them are decided', async () => (await dropped()) === requests - 5, 60_000);
    const arrived = async () =>
      (await mailsIn(mailFolder())).filter((mail) => mail.to === email && /already/.test(mail.subject))
        .length;
    await until('those that are sent are there', async () => (await arrived()) === 5);
  });
});
