import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import { Clock } from '../../../src/kernel/clock.js';
import { SigningKeys } from '../../../src/modules/identity/signing-keys.service.js';
import { Transactions } from '../../../src/platform/database/transactions.js';
import { KeyRing } from '../../../src/platform/encryption/key-ring.js';
import { Resealing } from '../../../src/platform/encryption/resealing.js';
import { placeOf, sealedColumnsOf } from '../../../src/platform/encryption/sealed-column.js';
import { password, startApp, type TestApp } from '../../support/app.js';
import { databaseKind } from '../../support/database.js';

describe('keys', () => {
  const [older, newer] = [randomBytes(32), randomBytes(32)];
  let app: TestApp;
  let keys: SigningKeys;
  beforeAll(async () => {
    app = await startApp({ ENCRYPTION_KEYS: older.toString('base64') }, []);
    keys = app.nest.get(SigningKeys, { strict: false });
  });
  afterAll(() => app.close());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** Moves the application's clock, by milliseconds from the real time. */
  function later(milliseconds: number): void {
    jest.spyOn(app.nest.get(Clock), 'now').mockReturnValue(new Date(Date.now() + milliseconds));
  }

  async function newTokens(): Promise<{ access: string; refresh: string; kid: string | undefined }> {
    const email = `${crypto.randomUUID()}@example.com`;
    await app.client.post('/api/v1/auth/register', { email, password, name: 'A' });
    const { body } = await app.client.post('/api/v1/auth/login', { email, password });
    return {
      access: body.accessToken,
      refresh: body.refreshToken,
      kid: decodeProtectedHeader(body.accessToken).kid,
    };
  }

  const published = async (): Promise<string[]> =>
    (await app.client.get('/.well-known/jwks.json')).body.keys.map(({ kid }: { kid: string }) => kid);
  const statusWith = async (token: string) => (await app.client.as(token).get('/api/v2/users/me')).status;

  describe(`signing keys on ${databaseKind}`, () => {
    it('are published before they sign, and believed until what they signed has expired', async () => {
      const before = await newTokens();
      await keys.rotate();
      expect(await published()).toHaveLength(2);
      expect((await newTokens()).kid).toBe(before.kid);

      later(10 * 60_000 + 1_000);
      const after = await newTokens();
      expect(after.kid).not.toBe(before.kid);
      expect(await published()).toEqual(expect.arrayContaining([before.kid, after.kid]));

      later(22 * 60_000);
      expect(await published()).toEqual([after.kid]);
    });

    it('that others may know are forgotten at once, and all access tokens with them; sessions go on', async () => {
      const before = await newTokens();
      expect(await statusWith(before.access)).toBe(200);
      await keys.rotate({ atOnce: true });
      expect(await statusWith(before.access)).toBe(401);
      expect(await published()).not.toContain(before.kid);
      const { body } = await app.client.post('/api/v1/auth/refresh', { refreshToken: before.refresh });
      expect(await statusWith(body.accessToken)).toBe(200);
    });
  });

  describe(`encryption keys on ${databaseKind}`, () => {
    it('are replaced by newer ones in every sealed column, and the old one is not needed any more', async () => {
      const client = await app.signedIn('sealed');
      expect((await client.post('/api/v2/users/me/mfa/totp')).status).toBe(201);
      await app.client.post('/api/v1/auth/password/forgot', { email: 'nobody@example.com' });

      const transactions = app.nest.get(Transactions, { strict: false });
      const columns = sealedColumnsOf(transactions.manager.dataSource);
      expect(columns.map(({ table, column }) => `${table}.${column}`).toSorted()).toEqual([
        'identity_oidc_flows.secrets',
        'identity_sessions.secret',
        'identity_signing_keys.private_jwk',
        'identity_totp.secret',
        'notifications_mails.content',
        'platform_idempotency.body',
      ]);

      const both = new Resealing(new KeyRing([newer, older]), transactions);
      expect(await both.run()).toBeGreaterThan(2);
      expect(await both.run()).toBe(0);

      const fresh = new KeyRing([newer]);
      let opened = 0;
      for (const { table, column, key } of columns) {
        const sql = `SELECT ${key} AS id, ${column} AS sealed FROM ${table} WHERE ${column} IS NOT NULL`;
        const rows = await transactions.manager.query<{ id: string; sealed: string }[]>(sql);
        for (const { id, sealed } of rows) {
          expect(fresh.open(sealed, placeOf(table, column, id)).length).toBeGreaterThan(0);
          opened += 1;
        }
      }
      expect(opened).toBeGreaterThan(2);
    });
  });
});
