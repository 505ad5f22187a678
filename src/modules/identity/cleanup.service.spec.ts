import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { createTestDatabase, databaseKind, type TestDatabase } from '../../../test/support/database.js';
import { identityAlone } from '../../../test/support/identity.js';
import { startPlatform } from '../../../test/support/platform.js';
import { Clock } from '../../kernel/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { AccountsService } from './accounts.service.js';
import { IdentityCleanup } from './cleanup.service.js';
import { GuessLimit } from './guessing/guess-limit.service.js';
import { MailTokens } from './mail-tokens/mail-tokens.service.js';
import { OidcFlows } from './oidc/oidc-flows.repository.js';

let database: TestDatabase;
let testing: TestingModule;
beforeAll(async () => {
  database = await createTestDatabase();
  testing = await startPlatform(database.url, {
    imports: identityAlone,
    migrate: true,
    modules: ['identity'],
  });
});
afterAll(async () => {
  await testing.close();
  await database.drop();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const get = <T>(token: abstract new (...args: never[]) => T): T => testing.get<T>(token, { strict: false });

async function left(): Promise<number[]> {
  const tables = ['identity_guesses', 'identity_mail_tokens', 'identity_oidc_flows'];
  const counts: number[] = [];
  for (const table of tables)
    counts.push((await get(Transactions).manager.query<unknown[]>(`SELECT 1 FROM ${table}`)).length);
  return counts;
}

describe(`the cleanup of identity on ${databaseKind}`, () => {
  it('deletes tries, tokens of mails and sign-ins elsewhere when their time is over, and not before', async () => {
    const { id } = await get(AccountsService).create({
      email: 'a@example.com',
      password: 'a password',
      name: 'A',
    });
    await get(GuessLimit).take('something');
    await get(MailTokens).issue(id, 'reset');
    const expiresAt = new Date(Date.now() + 600_000);
    await get(OidcFlows).add({ id: 'f'.repeat(64), provider: 'one', secrets: 'sealed', expiresAt });

    await get(IdentityCleanup).run();
    expect(await left()).toEqual([1, 1, 1]);
    jest.spyOn(get(Clock), 'now').mockReturnValue(new Date(Date.now() + 2 * 3_600_000));
    await get(IdentityCleanup).run();
    expect(await left()).toEqual([0, 0, 0]);
  });
});
