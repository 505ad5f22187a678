import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  base64url,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  type JWK,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { SigningKeys } from '../../../src/modules/identity/signing-keys.service.js';
import { startApp, type TestApp } from '../../support/app.js';
import type { Answer, Client } from '../../support/client.js';

describe('forged tokens', () => {
  let app: TestApp;
  let admin: Client & { readonly userId: string };
  /** A good token, in its parts. */
  let good: { token: string; header: Record<string, unknown>; claims: JWTPayload; signature: string };
  /** The key of the application, which no attacker has: it shows that a claim is looked at, and not the signature alone. */
  let ours: { kid: string; key: CryptoKey };
  let published: JWK;
  let customer: Client & { readonly userId: string };

  const elliptic = (namedCurve: string): { privateKey: KeyObject; publicKey: KeyObject } =>
    generateKeyPairSync('ec', { namedCurve });
  const theirs = elliptic('P-256');

  beforeAll(async () => {
    app = await startApp({}, []);
    admin = await app.signedIn('Real Admin', 'admin');
    customer = await app.signedIn('Eve');
    ours = await app.nest.get(SigningKeys, { strict: false }).signing();
    published = (await app.client.get('/.well-known/jwks.json')).body.keys[0];
    const token = admin.token ?? '';
    good = {
      token,
      header: decodeProtectedHeader(token),
      claims: decodeJwt(token),
      signature: token.split('.')[2] ?? '',
    };
  });
  afterAll(() => app.close());

  const now = (): number => Math.floor(Date.now() / 1_000);
  const encode = (value: unknown): string => base64url.encode(JSON.stringify(value));

  /** A token of these parts, with a signature of any bytes. */
  function assembled(header: object, claims: object, signature: Uint8Array | string = ''): string {
    return `${encode(header)}.${encode(claims)}.${typeof signature === 'string' ? signature : base64url.encode(signature)}`;
  }

  /** A token that the application's own key has signed, but for what is different. */
  function signed(
    claims: JWTPayload = {},
    header: Record<string, unknown> = {},
    key = ours.key,
  ): Promise<string> {
    const kept = Object.entries({ ...good.claims, ...claims }).filter(([, value]) => value !== undefined);
    return new SignJWT(Object.fromEntries(kept))
      .setProtectedHeader({ ...good.header, alg: 'ES256', ...header })
      .sign(key);
  }

  /** A token that an attacker's key has signed, with a header that points at it. */
  function signedByThem(header: Record<string, unknown>, pair = theirs, alg = 'ES256'): Promise<string> {
    return new SignJWT(good.claims)
      .setProtectedHeader({ ...good.header, alg, ...header })
      .sign(pair.privateKey);
  }

  /** A token whose signature is a keyed hash, with the public key as the secret. */
  function hashed(secret: string | Buffer): string {
    const header = { ...good.header, alg: 'HS256' };
    const signature = createHmac('sha256', secret)
      .update(`${encode(header)}.${encode(good.claims)}`)
      .digest();
    return assembled(header, good.claims, signature);
  }

  const publicKey = (): KeyObject => createPublicKey({ key: published, format: 'jwk' });
  const publicPem = (): string => publicKey().export({ type: 'spki', format: 'pem' }).toString();

  const attacks: Readonly<Record<string, () => Promise<string> | string>> = {
    'without a signature (alg none)': () => assembled({ ...good.header, alg: 'none' }, good.claims),
    'with alg None in capitals': () => assembled({ ...good.header, alg: 'NONE' }, good.claims),
    'with alg none and the signature of a good token': () =>
      assembled({ ...good.header, alg: 'none' }, good.claims, good.signature),
    'without alg': () => assembled({ typ: 'at+jwt', kid: ours.kid }, good.claims, good.signature),
    'hashed with the public key as PEM': () => hashed(publicPem()),
    'hashed with the public key as PEM without its last line break': () => hashed(publicPem().trimEnd()),
    'hashed with the public key as DER': () => hashed(publicKey().export({ type: 'spki', format: 'der' })),
    'hashed with the public key as JWK': () => hashed(JSON.stringify(published)),
    'hashed with the x of the public key': () => hashed(Buffer.from(published.x ?? '', 'base64url')),
    'hashed with the key id': () => hashed(ours.kid),
    'hashed with nothing': () => hashed(''),
    'for another audience': () => signed({ aud: 'another-api' }),
    'without an audience': () => signed({ aud: undefined }),
    'of another issuer': () => signed({ iss: 'https://evil.example' }),
    'without an issuer': () => signed({ iss: undefined }),
    'of the type JWT': () => signed({}, { typ: 'JWT' }),
    'of the type id+jwt': () => signed({}, { typ: 'id+jwt' }),
    'without a type': () => signed({}, { typ: undefined }),
    'that has expired': () => signed({ iat: now() - 700, exp: now() - 1 }),
    'that never expires': () => signed({ exp: undefined }),
    'that expires at a text': () => signed({ exp: `${now() + 600}` as never }),
    'that is not valid yet': () => signed({ nbf: now() + 60 }),
    'without a session': () => signed({ sid: undefined }),
    'of a session that there is not': () => signed({ sid: '019a7b3c-5d2e-7f10-8a4b-6c9d0e1f2a3b' }),
    'of a session of somebody else': () => signed({ sub: customer.userId }),
    'of a session that is an object': () => signed({ sid: { $ne: '' } }),
    'without a user': () => signed({ sub: undefined }),
    'without roles': () => signed({ roles: undefined }),
    'with roles that are a text': () => signed({ roles: 'admin' }),
    'signed by a stranger’s key': () => signedByThem({}),
    'with the stranger’s key in its header (jwk)': async () =>
      signedByThem({ jwk: await exportJWK(theirs.publicKey) }),
    'with the stranger’s key in its header and no kid': async () =>
      signedByThem({ kid: undefined, jwk: await exportJWK(theirs.publicKey) }),
    'with an address of keys in its header (jku)': () => signedByThem({ jku: `${app.url}/evil.json` }),
    'with an address of a certificate in its header (x5u)': () =>
      signedByThem({ x5u: `${app.url}/evil.pem` }),
    'with a certificate in its header (x5c)': () =>
      signedByThem({ x5c: [theirs.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] }),
    'with an unknown kid': () => signed({}, { kid: '019a7b3c-5d2e-7f10-8a4b-6c9d0e1f2a3b' }),
    'without a kid': () => signed({}, { kid: undefined }),
    'with a path as its kid': () => signedByThem({ kid: '../../../../../../dev/null' }),
    'hashed with nothing, with a path as its kid': () => {
      const header = { ...good.header, alg: 'HS256', kid: '/dev/null' };
      const signature = createHmac('sha256', '')
        .update(`${encode(header)}.${encode(good.claims)}`)
        .digest();
      return assembled(header, good.claims, signature);
    },
    'with SQL as its kid': () => signedByThem({ kid: `${ours.kid}' OR '1'='1` }),
    'with a UNION of SQL as its kid': () => signedByThem({ kid: "x' UNION SELECT 'key' -- " }),
    'with a kid that every object has': () => signedByThem({ kid: '__proto__' }),
    'with a number as its kid': () => assembled({ ...good.header, kid: 7 }, good.claims, good.signature),
    'with an extension that must be understood (crit)': () =>
      assembled({ ...good.header, crit: ['exp'], exp: 1 }, good.claims, good.signature),
    'with an unencoded payload (b64)': () =>
      assembled({ ...good.header, crit: ['b64'], b64: false }, good.claims, good.signature),
    'signed with ES384': () => signedByThem({}, elliptic('P-384'), 'ES384'),
    'that says ES384 about an ES256 signature': () =>
      assembled({ ...good.header, alg: 'ES384' }, good.claims, good.signature),
    'with half a signature': () => good.token.slice(0, -43),
    'with a signature that lacks a byte': () => good.token.slice(0, -2),
    'with an empty signature': () => assembled(good.header, good.claims),
    'with a signature of zeros (r = s = 0)': () => assembled(good.header, good.claims, new Uint8Array(64)),
    'with a signature of zeros in DER': () =>
      assembled(good.header, good.claims, Uint8Array.from([0x30, 6, 2, 1, 0, 2, 1, 0])),
    'with another signature of the same key': async () =>
      assembled(good.header, good.claims, (await signed({ jti: 'another' })).split('.')[2]),
    'whose user was changed': () =>
      assembled(good.header, { ...good.claims, sub: customer.userId }, good.signature),
    'of a customer who calls himself admin': () => {
      const [header = '', , signature = ''] = (customer.token ?? '').split('.');
      const claims = { ...decodeJwt(customer.token ?? ''), roles: ['admin'] };
      return `${header}.${encode(claims)}.${signature}`;
    },
    'with its claims twice': () => good.token.replace('.', `.${encode(good.claims)}.`),
    'that is not JSON': () => 'bm90.anNvbg.c2ln',
    'that is one word': () => 'token',
  };

  function expectRefused(answer: Answer, code: string): void {
    expect(answer).toMatchObject({ status: 401, body: { code } });
    expect(answer.headers.get('www-authenticate')).toMatch(
      code === 'invalid_token' ? /^Bearer .*error="invalid_token"/ : /^Bearer/,
    );
  }

  describe('an access token', () => {
    it('that is good is accepted, also with its type in capitals', async () => {
      expect((await app.client.as(good.token).get('/api/v2/users')).status).toBe(200);
      expect((await app.client.as(await signed()).get('/api/v2/users')).status).toBe(200);
      expect((await app.client.as(await signed({}, { typ: 'AT+JWT' })).get('/api/v2/users')).status).toBe(
        200,
      );
    });

    it.each(Object.keys(attacks))('%s is refused, on closed and on open routes', async (name) => {
      const token = await attacks[name]?.();
      const forger = app.client.as(String(token));
      expectRefused(await forger.get('/api/v2/users'), 'invalid_token');
      expectRefused(await forger.get('/api/v1/posts'), 'invalid_token');
    });

    it('is not looked at by probes: they answer without asking who calls', async () => {
      const forger = app.client.as('bm90.anNvbg.c2ln');
      for (const path of ['/livez', '/readyz', '/.well-known/jwks.json'])
        expect((await forger.get(path)).status).toBe(200);
    });

    it('makes the application ask no address that it names', async () => {
      const before = app.logs.length;
      for (const header of [{ jku: `${app.url}/evil.json` }, { x5u: `${app.url}/evil.pem` }])
        await app.client.as(await signedByThem(header)).get('/api/v2/users/me');
      expect(app.logs.slice(before).join('')).not.toContain('"route":"none"');
    });

    it.each<[string, { path?: string; headers?: Record<string, string> }]>([
      ['a query', { path: '?access_token=' }],
      ['another query', { path: '?token=' }],
      ['a cookie', { headers: { cookie: 'access_token=' } }],
      ['a cookie for sign-ins', { headers: { cookie: 'Authorization=Bearer ' } }],
      ['a header of its own', { headers: { 'x-access-token': '' } }],
      ['another scheme', { headers: { authorization: 'Token ' } }],
      ['the Basic scheme', { headers: { authorization: 'Basic ' } }],
      ['no scheme', { headers: { authorization: '' } }],
    ])('is not looked for in %s', async (_, { path = '', headers = {} }) => {
      const sent = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, value + good.token]),
      );
      const where = path === '' ? '/api/v2/users/me' : `/api/v2/users/me${path}${good.token}`;
      expectRefused(await app.client.get(where, { headers: sent }), 'unauthenticated');
    });
  });
});
