import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { isError } from '../../src/kernel/errors.js';
import { databaseBusy, isUnreachable } from '../../src/platform/database/errors.js';
import { Transactions } from '../../src/platform/database/transactions.js';
import { createTestDatabase, mysqlServer, type TestDatabase } from '../support/database.js';
import { type FreezableProxy, startFreezableProxy } from '../support/freezable-proxy.js';
import { startPlatform } from '../support/platform.js';

const onMysql = mysqlServer ? describe : describe.skip;
if (!mysqlServer) console.warn('Skipped: a frozen database needs TEST_DATABASE_URL');

onMysql('A frozen database', () => {
  let database: TestDatabase;
  let proxy: FreezableProxy;
  let platform: TestingModule;
  let transactions: Transactions;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    const url = new URL(database.url);
    proxy = await startFreezableProxy(url.hostname, Number(url.port || 3306));
    url.port = String(proxy.port);
    platform = await startPlatform(url.href, { poolSize: 4 });
    transactions = platform.get(Transactions);
    dataSource = platform.get(DataSource);
    await dataSource.query('CREATE TABLE lights (id int PRIMARY KEY)');
  });
  afterAll(async () => {
    proxy.thaw();
    await platform.close();
    await proxy.close();
    await database.drop();
  });

  it('fails what is waiting within 15 s, stores none of it, and is used again once it thaws', async () => {
    const light = (id: number, frozen?: () => void) =>
      transactions.run(async () => {
        await transactions.manager.query('INSERT INTO lights VALUES (?)', [id]);
        frozen?.();
        await transactions.manager.query('SELECT COUNT(*) FROM lights');
      });
    await light(0);

    const began = Date.now();
    const outcomes = await Promise.allSettled([
      light(1, () => proxy.freeze()),
      ...Array.from({ length: 7 }, (_, index) => light(2 + index)),
    ]);
    const failures = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    );
    expect(failures.length).toBeGreaterThan(4);
    expect(failures.filter((error) => !isError(error, databaseBusy) && !isUnreachable(error))).toEqual([]);
    expect(Date.now() - began).toBeLessThan(15_000);

    proxy.thaw();
    await light(100);
    const [row] = await dataSource.query<{ count: unknown }[]>('SELECT COUNT(*) AS count FROM lights');
    expect(Number(row?.count)).toBe(2 + outcomes.length - failures.length);
  });
});
