import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { DataSource, LessThan } from 'typeorm';
import { createTestDatabase, databaseKind, type TestDatabase } from '../../../test/support/database.js';
import { identityAlone } from '../../../test/support/identity.js';
import { startPlatform } from '../../../test/support/platform.js';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { Transactions } from '../../platform/database/transactions.js';
import { deleteBatch } from '../../platform/database/delete-batch.js';
import { AccountsService } from './accounts.service.js';
import { ApiKeys } from './api-keys/api-keys.service.js';
import { AuditEvent } from './audit/audit-event.entity.js';
import { IdentityCleanup } from './cleanup.service.js';
import { Guess } from './guessing/guess.entity.js';
import { GuessLimit } from './guessing/guess-limit.service.js';
import { MailTokens } from './mail-tokens/mail-tokens.service.js';
import { OidcFlows } from './oidc/oidc-flows.repository.js';
import { RefreshToken } from './session.entity.js';
import { SessionRepository } from './session.repository.js';
import { Sessions } from './sessions.service.js';

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

const day = 86_400_000;

function later(milliseconds: number): void {
  jest.spyOn(get(Clock), 'now').mockReturnValue(new Date(Date.now() + milliseconds));
}

async function rows(table: string): Promise<number> {
  return (await get(Transactions).manager.query<unknown[]>(`SELECT 1 FROM ${table}`)).length;
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
    later(2 * 3_600_000);
    await get(IdentityCleanup).run();
    expect(await left()).toEqual([0, 0, 0]);
  });

  it('deletes sessions with their refresh tokens, and API keys, 30 days after their end, and not before', async () => {
    const { id } = await get(AccountsService).create({
      email: 'b@example.com',
      password: 'a password',
      name: 'B',
      emailVerified: true,
    });
    const sessions = get(Sessions);
    const [ended, open] = [await sessions.open(id), await sessions.open(id)];
    await sessions.refresh(ended.refreshToken);
    const caller = { userId: id, sessionId: open.sessionId, permissions: new Set<string>() };
    const keys = get(ApiKeys);
    const revoked = await keys.create(caller, { name: 'a', scopes: [], expiresInDays: 365 });
    await keys.create(caller, { name: 'b', scopes: [], expiresInDays: 1 });
    await keys.revoke(id, revoked.record.id);
    await sessions.end(ended.sessionId);

    const tables = ['identity_sessions', 'identity_refresh_tokens', 'identity_api_keys'];
    const counts = async () => Promise.all(tables.map(rows));
    later(29 * day);
    await get(IdentityCleanup).run();
    expect(await counts()).toEqual([2, 3, 2]);
    later(30.5 * day);
    await get(IdentityCleanup).run();
    expect(await counts()).toEqual([1, 1, 1]);
    later(60.5 * day);
    await get(IdentityCleanup).run();
    expect(await counts()).toEqual([0, 0, 0]);
  });

  it('deletes audit events after a year, however many there are', async () => {
    const { manager } = get(Transactions);
    await manager.delete(AuditEvent, { type: 'account_created' });
    const now = Date.now();
    const events = Array.from({ length: 1_203 }, (_, index) => ({
      id: newId(),
      type: 'signed_in',
      userId: null,
      actorId: null,
      address: null,
      device: null,
      detail: null,
      createdAt: new Date(now - (index < 1_201 ? 366 : 364) * day),
    }));
    while (events.length > 0) await manager.insert(AuditEvent, events.splice(0, 300));
    await get(IdentityCleanup).run();
    expect(await manager.countBy(AuditEvent, { type: 'signed_in' })).toBe(2);
  });

  it('deletes a session that was refreshed thousands of times, in steps', async () => {
    const { manager } = get(Transactions);
    const { id } = await get(AccountsService).create({
      email: 'c@example.com',
      password: 'a password',
      name: 'C',
    });
    const { sessionId } = await get(Sessions).open(id);
    const tokens = Array.from({ length: 1_100 }, (_, index) => ({
      hash: String(index).padStart(64, '0'),
      sessionId,
      createdAt: new Date(),
      usedAt: new Date(),
    }));
    while (tokens.length > 0) await manager.insert(RefreshToken, tokens.splice(0, 275));
    later(61 * day);
    const [before, repository] = [new Date(Date.now() + 31 * day), get(SessionRepository)];
    let steps = 0;
    for (let count = await rows('identity_refresh_tokens'); count > 0; steps += 1) {
      expect(await repository.deleteEnded(before)).toBe(true);
      const now = await rows('identity_refresh_tokens');
      expect(count - now).toBeLessThanOrEqual(500);
      count = now;
    }
    expect(steps).toBe(3);
    expect(await rows('identity_sessions')).toBe(0);
    expect(await repository.deleteEnded(before)).toBe(false);
  });

  it('leaves what was renewed between finding and deleting it', async () => {
    const { manager } = get(Transactions);
    const old = { id: 'a'.repeat(64), tries: 1, windowEnds: new Date(Date.now() - day) };
    await manager.insert(Guess, old);
    const find = manager.find.bind(manager);
    jest
      .spyOn(Object.getPrototypeOf(manager) as typeof manager, 'find')
      .mockImplementationOnce(async (...args) => {
        const found = await find(...args);
        await manager.update(Guess, { id: old.id }, { windowEnds: new Date(Date.now() + day) });
        return found;
      });
    await deleteBatch(manager, Guess, 'id', { windowEnds: LessThan(new Date()) });
    expect(await manager.existsBy(Guess, { id: old.id })).toBe(true);
  });

  it.each([
    ['identity_sessions', 'ended_at'],
    ['identity_sessions', 'expires_at'],
    ['identity_refresh_tokens', 'session_id'],
    ['identity_mail_tokens', 'expires_at'],
    ['identity_oidc_flows', 'expires_at'],
    ['identity_guesses', 'window_ends'],
    ['identity_api_keys', 'revoked_at'],
    ['identity_api_keys', 'expires_at'],
    ['identity_audit_events', 'created_at'],
  ])('finds rows of %s by an index that begins with %s', async (table, column) => {
    const runner = get(DataSource).createQueryRunner();
    const found = await runner.getTable(table);
    await runner.release();
    const first = [...(found?.indices ?? [])].map(({ columnNames }) => columnNames[0]);
    expect(first).toContain(column);
  });
});
