import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { identityAlone } from '../../../test/support/identity.js';
import { startPlatform } from '../../../test/support/platform.js';
import { AccessTokenService } from './access-token.service.js';
import { AccountsService } from './accounts.service.js';
import { Sessions } from './sessions.service.js';
import { SigningKeys } from './signing-keys.service.js';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

let database: TestDatabase;
let testing: TestingModule;
let tokens: AccessTokenService;
let keys: SigningKeys;
let userId: string;
let sessionId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  testing = await startPlatform(database.url, {
    imports: identityAlone,
    migrate: true,
    modules: ['identity'],
  });
  tokens = testing.get(AccessTokenService, { strict: false });
  keys = testing.get(SigningKeys, { strict: false });
  const accounts = testing.get(AccountsService, { strict: false });
  userId = (await accounts.create({ email: 'a@example.com', password: 'a password', name: 'A' })).id;
  sessionId = (await testing.get(Sessions, { strict: false }).open(userId)).sessionId;
});
afterAll(async () => {
  await testing.close();
  await database.drop();
});

type Change = (token: SignJWT) => SignJWT;

/** A token that is right in everything but the changes, signed with our own key. */
async function signed(change: Change, header: object = {}): Promise<string> {
  const { kid, key } = await keys.signing();
  const token = new SignJWT({ sid: sessionId, roles: ['customer'] })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid, ...header })
    .setIssuer('mainstay')
    .setAudience('mainstay-api')
    .setSubject(userId)
    .setIssuedAt()
    .setExpirationTime('10m')
    .setJti(crypto.randomUUID());
  return change(token).sign(key);
}

const same: Change = (token) => token;

describe('an access token', () => {
  it('is accepted when all is right', async () => {
    expect(await tokens.verify(await signed(same))).toMatchObject({ userId, sessionId, roles: ['customer'] });
  });

  it.each<[string, Change, object]>([
    ['another type', same, { typ: 'JWT' }],
    ['no type', same, { typ: undefined }],
    ['an unknown key', same, { kid: crypto.randomUUID() }],
    ['no key named', same, { kid: undefined }],
    ['another issuer', (token) => token.setIssuer('elsewhere'), {}],
    ['another audience', (token) => token.setAudience('another-api'), {}],
    ['an end in the past', (token) => token.setExpirationTime(1), {}],
    ['a start in the future', (token) => token.setNotBefore('1h'), {}],
  ])('with %s is refused, although our own key signed it', async (_, change, header) => {
    expect(await tokens.verify(await signed(change, header))).toBeNull();
  });

  it('that brings its own key is refused', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const { kid } = await keys.signing();
    const forged = await new SignJWT({ sid: sessionId, roles: ['admin'] })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid, jwk: await exportJWK(publicKey) })
      .setIssuer('mainstay')
      .setAudience('mainstay-api')
      .setSubject(userId)
      .setIssuedAt()
      .setExpirationTime('10m')
      .setJti(crypto.randomUUID())
      .sign(privateKey);
    expect(await tokens.verify(forged)).toBeNull();
  });

  it('signed with the public key as a secret (HS256) is refused', async () => {
    const [jwk] = await keys.published();
    const forged = await new SignJWT({ sid: sessionId, roles: ['admin'], sub: userId })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: jwk?.kid })
      .sign(new TextEncoder().encode(JSON.stringify(jwk)));
    expect(await tokens.verify(forged)).toBeNull();
  });
});
