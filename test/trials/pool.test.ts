import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { DataSource, type EntityManager } from 'typeorm';
import { isError } from '../../src/kernel/errors.js';
import { databaseBusy } from '../../src/platform/database/errors.js';
import { Transactions } from '../../src/platform/database/transactions.js';
import { createTestDatabase, databaseKind, type TestDatabase } from '../support/database.js';
import { startPlatform } from '../support/platform.js';

const poolSize = 10;
const callers = 20;

describe(`${callers} transactions with ${poolSize} connections on ${databaseKind}`, () => {
  let database: TestDatabase;
  let platform: TestingModule;
  let transactions: Transactions;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    platform = await startPlatform(database.url, { poolSize });
    transactions = platform.get(Transactions);
    dataSource = platform.get(DataSource);
    await dataSource.query('CREATE TABLE visits (caller int NOT NULL)');
  });
  afterAll(async () => {
    await platform.close();
    await database.drop();
  });

  /** Each transaction writes by its own manager, then by the one that a repository has taken. */
  function visitTwice(managerOfRepository: () => EntityManager): Promise<PromiseSettledResult<void>[]> {
    const write = (manager: EntityManager, caller: number) =>
      manager.query('INSERT INTO visits VALUES (?)', [caller]);
    const visits = Array.from({ length: callers }, (_, caller) =>
      transactions.run(async () => {
        await write(transactions.manager, caller);
        await write(managerOfRepository(), caller);
      }),
    );
    return Promise.allSettled(visits);
  }
  const stored = async () => {
    const [row] = await dataSource.query<{ count: unknown }[]>('SELECT COUNT(*) AS count FROM visits');
    return Number(row?.count);
  };

  it('all finish when repositories take the manager from the context', async () => {
    const outcomes = await visitTwice(() => transactions.manager);
    expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => 'fulfilled'));
    expect(await stored()).toBe(callers * 2);
  });

  it('fail in finite time and leave nothing behind when a repository goes around the context', async () => {
    await dataSource.query('DELETE FROM visits');
    const outcomes = await visitTwice(() => dataSource.manager);
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(failures.length).toBeGreaterThan(0);
    expect(failures.filter((error) => !isError(error, databaseBusy))).toEqual([]);
    expect(await stored()).toBe((callers - failures.length) * 2);
    await transactions.run(() => transactions.manager.query('INSERT INTO visits VALUES (99)'));
  });
});
