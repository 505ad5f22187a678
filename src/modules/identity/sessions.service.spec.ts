import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { createTestDatabase, databaseKind, type TestDatabase } from '../../../test/support/database.js';
import { identityAlone } from '../../../test/support/identity.js';
import { startPlatform } from '../../../test/support/platform.js';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { AccountsService } from './accounts.service.js';
import { Sessions } from './sessions.service.js';

let database: TestDatabase;
let testing: TestingModule;
let sessions: Sessions;
let userId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  testing = await startPlatform(database.url, {
    imports: identityAlone,
    migrate: true,
    modules: ['identity'],
  });
  sessions = testing.get(Sessions, { strict: false });
  const accounts = testing.get(AccountsService, { strict: false });
  userId = (await accounts.create({ email: 'a@example.com', password: 'a password', name: 'A' })).id;
});
afterAll(async () => {
  await testing.close();
  await database.drop();
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** Moves the application's clock, by milliseconds from the real time. */
function later(milliseconds: number): void {
  jest
    .spyOn(testing.get(Clock, { strict: false }), 'now')
    .mockReturnValue(new Date(Date.now() + milliseconds));
}

const refused = { definition: { code: 'invalid_refresh_token' } };

describe(`a session on ${databaseKind}`, () => {
  it('gives the same successor again within ten seconds', async () => {
    const first = await sessions.open(userId);
    const second = await sessions.refresh(first.refreshToken);
    later(9_000);
    expect(await sessions.refresh(first.refreshToken)).toEqual(second);
    expect(await sessions.isOpen(first.sessionId, userId)).toBe(true);
  });

  it('ends when a token is used again after that, for the successor too', async () => {
    const first = await sessions.open(userId);
    const second = await sessions.refresh(first.refreshToken);
    expect(await sessions.isOpen(first.sessionId, userId)).toBe(true);
    later(11_000);
    await expect(sessions.refresh(first.refreshToken)).rejects.toMatchObject(refused);
    expect(await sessions.isOpen(first.sessionId, userId)).toBe(false);
    await expect(sessions.refresh(second.refreshToken)).rejects.toMatchObject(refused);
  });

  it('does not end when the newest token is used late', async () => {
    const first = await sessions.open(userId);
    later(20 * 86_400_000);
    const second = await sessions.refresh(first.refreshToken);
    expect(second.sessionId).toBe(first.sessionId);
  });

  it('expires after 30 days, however often it was refreshed', async () => {
    const first = await sessions.open(userId);
    later(29 * 86_400_000);
    const second = await sessions.refresh(first.refreshToken);
    later(31 * 86_400_000);
    await expect(sessions.refresh(second.refreshToken)).rejects.toMatchObject(refused);
    expect(await sessions.isOpen(first.sessionId, userId)).toBe(false);
  });

  it('is its own user’s alone', async () => {
    const { sessionId } = await sessions.open(userId);
    expect(await sessions.isOpen(sessionId, newId())).toBe(false);
    expect(await sessions.isOpen(sessionId, userId)).toBe(true);
  });

  it('that began while its account was being disabled lets nobody in', async () => {
    const accounts = testing.get(AccountsService, { strict: false });
    const disabled = await accounts.create({ email: 'b@example.com', password: 'a password', name: 'B' });
    await accounts.change(disabled.id, { status: 'disabled' });
    const { sessionId, refreshToken } = await sessions.open(disabled.id);
    expect(await sessions.isOpen(sessionId, disabled.id)).toBe(false);
    await expect(sessions.refresh(refreshToken)).rejects.toMatchObject(refused);
  });

  it('is not continued by a token that nobody was given', async () => {
    await expect(sessions.refresh('made up')).rejects.toMatchObject(refused);
  });
});
