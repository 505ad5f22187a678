import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Clock } from '../../../src/kernel/clock.js';
import { ForeignAccounts } from '../../../src/modules/identity/oidc/foreign-accounts.service.js';
import { OidcFlows } from '../../../src/modules/identity/oidc/oidc-flows.repository.js';
import { OidcProviders } from '../../../src/modules/identity/oidc/oidc-providers.service.js';
import { password, startApp, type TestApp } from '../../support/app.js';
import { type Child, startChild } from '../../support/child-process.js';
import type { Loose } from '../../support/client.js';
import { databaseKind } from '../../support/database.js';
import { until } from '../../support/until.js';

describe('oidc', () => {
  const publicUrl = 'https://shop.example.com';
  const callback = (provider: string) => `${publicUrl}/api/v1/auth/oidc/${provider}/callback`;

  let provider: Child;
  let issuer: string;
  let app: TestApp;
  beforeAll(async () => {
    provider = startChild('oidc-provider-process.mjs', callback('one'), callback('two'));
    await until('the provider listens', () => /issuer \S+/.test(provider.output()));
    issuer = /issuer (\S+)/.exec(provider.output())?.[1] ?? '';
    const registered = (name: string) => ({
      [`OIDC_${name}_ISSUER`]: issuer,
      [`OIDC_${name}_CLIENT_ID`]: 'mainstay',
      [`OIDC_${name}_CLIENT_SECRET`]: 'the secret of this client',
    });
    app = await startApp({
      PUBLIC_URL: publicUrl,
      ...registered('ONE'),
      ...registered('TWO'),
      OIDC_AWAY_ISSUER: 'http://127.0.0.1:9',
      OIDC_AWAY_CLIENT_ID: 'mainstay',
    });
  });
  afterAll(async () => {
    provider.process.kill('SIGKILL');
    await provider.ended;
    await app.close();
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  interface Person {
    readonly sub: string;
    readonly email?: string;
    readonly email_verified?: boolean | string;
    readonly name?: string;
  }

  let person: Person;
  beforeEach(() => {
    person = {
      sub: crypto.randomUUID(),
      email: `${crypto.randomUUID()}@example.com`,
      email_verified: true,
      name: 'Ada',
    };
  });

  interface Flow {
    /** Where the provider sends the browser back to. */
    readonly back: URL;
    /** What the browser got from us. */
    readonly cookie: string;
  }

  /** Goes to the provider as a browser does, up to the way back. @param tamper changes where the browser is sent */
  async function atProvider(tamper: (url: URL) => void = () => undefined, name = 'one'): Promise<Flow> {
    await fetch(`${issuer}/person`, { method: 'POST', body: JSON.stringify(person) });
    const begun = await app.client.get(`/api/v1/auth/oidc/${name}/authorize`);
    expect(begun.status).toBe(302);
    const [cookie = ''] = (begun.headers.get('set-cookie') ?? '').split(';');
    expect(begun.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Lax; Secure$/);
    let url = new URL(begun.headers.get('location') ?? '');
    tamper(url);
    const jar = new Map<string, string>();
    while (url.origin === issuer) {
      const answer = await fetch(url, {
        redirect: 'manual',
        headers: { cookie: [...jar].map((pair) => pair.join('=')).join('; ') },
      });
      for (const line of answer.headers.getSetCookie()) {
        const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        jar.set(key, value);
      }
      const location = answer.headers.get('location');
      if (location === null) throw new Error(`${url.href} answered ${answer.status}: ${await answer.text()}`);
      url = new URL(location, url);
    }
    return { back: url, cookie };
  }

  const comeBack = ({ back, cookie }: Flow) =>
    app.client.get(back.pathname + back.search, { headers: { cookie: `other=1; ${cookie}` } });

  async function signedIn(): Promise<Loose> {
    const answer = await comeBack(await atProvider());
    expect(answer).toMatchObject({ status: 200, body: { tokenType: 'Bearer' } });
    return (await app.client.as(answer.body.accessToken).get('/api/v2/users/me')).body;
  }

  const rejected = { status: 400, body: { code: 'oidc_rejected' } };

  describe(`a sign-in at another provider on ${databaseKind}`, () => {
    it('opens an account with the verified address, and finds it again', async () => {
      const first = await signedIn();
      expect(first).toMatchObject({
        email: person.email,
        displayName: 'Ada',
        emailVerified: true,
        roles: ['customer'],
      });
      person = { ...person, email: `moved.${person.email}`, name: 'Ada King' };
      expect((await signedIn()).id).toBe(first.id);
    });

    it.each([[true], [false]])(
      'never leads into the account of somebody with the same address (verified there: %s)',
      async (verified) => {
        const email = person.email ?? '';
        await app.client.post('/api/v1/auth/register', { email, password, name: 'The first one' });
        person = { ...person, email_verified: verified };
        const stranger = await signedIn();
        expect(stranger.email).toMatch(/@no-address\.invalid$/);
        const login = await app.client.post('/api/v1/auth/login', { email, password });
        const owner = await app.client.as(login.body.accessToken).get('/api/v2/users/me');
        expect(owner.body.id).not.toBe(stranger.id);
      },
    );

    it.each([[false], ['false'], [undefined]])('gives an unverified address to nobody (%s)', async (said) => {
      person = { ...person, email_verified: said };
      expect((await signedIn()).email).toMatch(/@no-address\.invalid$/);
    });

    it.each(['nobody', 'Ada@exämple.com', `${'a'.repeat(250)}@example.com`])(
      'takes no address that none could register: %s',
      async (email) => {
        person = { ...person, email };
        expect((await signedIn()).email).toMatch(/@no-address\.invalid$/);
      },
    );

    it('is another person’s with the same subject at another issuer', async () => {
      const people = app.nest.get(ForeignAccounts, { strict: false });
      const at = (provided: string, subject: string) => people.accountOf({ issuer: provided, subject });
      const one = await at('https://one.example', '17');
      for (const other of [await at('https://two.example', '17'), await at('https://one.example1', '7')])
        expect(other.id).not.toBe(one.id);
      expect((await at('https://one.example', '17')).id).toBe(one.id);
    });

    it('is good once, also for 20 ways back at the same moment', async () => {
      const flow = await atProvider();
      const asked = jest.spyOn(app.nest.get(OidcProviders, { strict: false }), 'finish');
      const answers = await Promise.all(Array.from({ length: 20 }, () => comeBack(flow)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(await comeBack(flow)).toMatchObject(rejected);
      expect(asked).toHaveBeenCalledTimes(1);
    });

    it('is taken up by one of many who come back at the same moment', async () => {
      const flows = app.nest.get(OidcFlows, { strict: false });
      const id = '7'.repeat(64);
      await flows.add({ id, provider: 'one', secrets: '', expiresAt: new Date(Date.now() + 60_000) });
      const taken = await Promise.all(Array.from({ length: 20 }, () => flows.take(id)));
      expect(taken.filter((flow) => flow !== null)).toHaveLength(1);
    });

    it('is finished within ten minutes', async () => {
      const [late, early] = [await atProvider(), await atProvider()];
      const clock = jest.spyOn(app.nest.get(Clock), 'now');
      clock.mockReturnValue(new Date(Date.now() + 10 * 60_000));
      expect(await comeBack(late)).toMatchObject(rejected);
      clock.mockReturnValue(new Date(Date.now() + 9 * 60_000));
      expect((await comeBack(early)).status).toBe(200);
    });

    it('is one account when a new person comes back twice at the same moment', async () => {
      const flows = [await atProvider(), await atProvider()];
      const tokens = await Promise.all(flows.map(comeBack));
      const users = await Promise.all(
        tokens.map(async ({ body }) => (await app.client.as(body.accessToken).get('/api/v2/users/me')).body),
      );
      expect(users[0]?.id).toBe(users[1]?.id);
    });

    it('is finished by the browser that began it alone', async () => {
      const [mine, other] = [await atProvider(), await atProvider()];
      expect(await comeBack({ ...mine, cookie: other.cookie })).toMatchObject(rejected);
      expect(await comeBack({ ...mine, cookie: '' })).toMatchObject(rejected);
    });

    it.each<[string, (url: URL) => void]>([
      ['nonce', (url) => url.searchParams.set('nonce', 'another')],
      [
        'code verifier',
        (url) => url.searchParams.set('code_challenge', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'),
      ],
      ['state', (url) => url.searchParams.set('state', 'another')],
    ])('is refused with another %s', async (_what, tamper) => {
      expect(await comeBack(await atProvider(tamper))).toMatchObject(rejected);
    });

    it.each<[string, (url: URL) => void]>([
      ['issuer', (url) => url.searchParams.set('iss', 'https://evil.example')],
      ['code', (url) => url.searchParams.set('code', 'another')],
      ['provider', (url) => (url.pathname = url.pathname.replace('/one/', '/two/'))],
      [
        'error in the place of the code',
        (url) => {
          url.searchParams.delete('code');
          url.searchParams.set('error', 'access_denied');
        },
      ],
    ])('is refused when it comes back with another %s', async (_what, tamper) => {
      const flow = await atProvider();
      tamper(flow.back);
      expect(await comeBack(flow)).toMatchObject(rejected);
    });

    it('is told to no provider but the one it began at', async () => {
      const asked = jest.spyOn(app.nest.get(OidcProviders, { strict: false }), 'finish');
      const flow = await atProvider();
      flow.back.pathname = flow.back.pathname.replace('/one/', '/two/');
      expect(await comeBack(flow)).toMatchObject(rejected);
      expect(asked).not.toHaveBeenCalled();
    });

    it('does not let in who may not sign in', async () => {
      const user = await signedIn();
      const admin = await app.signedIn('root', 'admin');
      await admin.post(`/api/v2/users/${user.id}/disable`);
      expect(await comeBack(await atProvider())).toMatchObject(rejected);
    });

    it('answers 404 for a provider that is not there, and 503 for one that is silent', async () => {
      expect(await app.client.get('/api/v1/auth/oidc/nowhere/authorize')).toMatchObject({ status: 404 });
      expect(await app.client.get('/api/v1/auth/oidc/constructor/authorize')).toMatchObject({ status: 404 });
      expect(await app.client.get('/api/v1/auth/oidc/away/authorize')).toMatchObject({
        status: 503,
        body: { code: 'provider_unavailable' },
      });
    });
  });
});
