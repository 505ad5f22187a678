import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { Transactions } from '../../src/platform/database/transactions.js';
import { createTestDatabase, databaseKind, type TestDatabase } from '../support/database.js';
import { startPlatform } from '../support/platform.js';
import { fullTrials, seededRandom } from '../support/trials.js';

const runs = fullTrials ? 20 : 2;
const buyers = 500;
const stock = 350;
const strangers = 50;
const notesEach = 4;
const rollbackShare = 0.14;

class PlannedFailure extends Error {}
class SoldOut extends Error {}

/*
 * Buyers take one piece each from a stock and write an order of two lines, in one transaction with pauses between its
 * statements; 14 % fail half way. Beside them strangers write notes and read, outside any transaction.
 */
describe(`Transactions of many callers on ${databaseKind}`, () => {
  let database: TestDatabase;
  let platform: TestingModule;
  let transactions: Transactions;
  let dataSource: DataSource;
  const random = seededRandom('Transactions of many callers');

  beforeAll(async () => {
    database = await createTestDatabase();
    platform = await startPlatform(database.url);
    transactions = platform.get(Transactions);
    dataSource = platform.get(DataSource);
    await dataSource.query('CREATE TABLE stock (id int PRIMARY KEY, pieces int NOT NULL)');
    await dataSource.query(
      'CREATE TABLE order_lines (buyer int NOT NULL, line int NOT NULL, PRIMARY KEY (buyer, line))',
    );
    await dataSource.query('CREATE TABLE notes (id int PRIMARY KEY)');
    await dataSource.query('INSERT INTO stock VALUES (1, 0)');
  });
  afterAll(async () => {
    await platform.close();
    await database.drop();
  });

  const numbers = async (sql: string) =>
    (await dataSource.query<{ number: unknown }[]>(sql)).map((row) => Number(row.number));

  /** Resolves to whether the buyer was told "ok"; the planned failures and "sold out" are told as such. */
  async function buy(buyer: number, failAfter: number): Promise<boolean> {
    const pause = async (step: number) => {
      await setImmediate();
      if (failAfter === step) throw new PlannedFailure();
    };
    try {
      await transactions.run(async () => {
        const { manager } = transactions;
        await manager.query('INSERT INTO order_lines VALUES (?, 1)', [buyer]);
        await pause(1);
        const { affected } = await manager
          .createQueryBuilder()
          .update('stock')
          .set({ pieces: () => 'pieces - 1' })
          .where('id = 1 AND pieces > 0')
          .execute();
        if (affected === 0) throw new SoldOut();
        await pause(2);
        await manager.query('INSERT INTO order_lines VALUES (?, 2)', [buyer]);
        await pause(3);
      });
      return true;
    } catch (error) {
      if (error instanceof PlannedFailure || error instanceof SoldOut) return false;
      throw error;
    }
  }

  /** Writes notes and reads beside the buyers; returns the notes it was told are stored. */
  async function meddle(stranger: number): Promise<number[]> {
    const stored: number[] = [];
    for (let round = 0; round < notesEach; round += 1) {
      const note = stranger * notesEach + round;
      await dataSource.query('INSERT INTO notes VALUES (?)', [note]);
      stored.push(note);
      // One statement sees one state: each piece that is gone belongs to an order of exactly two lines.
      const [gap] = await numbers(
        'SELECT pieces * 2 + (SELECT COUNT(*) FROM order_lines) AS number FROM stock WHERE id = 1',
      );
      if (gap !== stock * 2)
        throw new Error(`A reader saw uncommitted changes: ${gap} instead of ${stock * 2}`);
      await setImmediate();
    }
    return stored;
  }

  it(
    `lose nothing, show nothing uncommitted and acknowledge nothing falsely (${runs} runs)`,
    async () => {
      for (let run = 1; run <= runs; run += 1) {
        await dataSource.query('DELETE FROM order_lines');
        await dataSource.query('DELETE FROM notes');
        await dataSource.query('UPDATE stock SET pieces = ?', [stock]);

        const failing = Array.from({ length: buyers }, () =>
          random() < rollbackShare ? 1 + Math.floor(random() * 3) : 0,
        );
        const [told, notes] = await Promise.all([
          Promise.all(failing.map((failAfter, buyer) => buy(buyer, failAfter))),
          Promise.all(Array.from({ length: strangers }, (_, stranger) => meddle(stranger))),
        ]);

        const served = told.flatMap((ok, buyer) => (ok ? [buyer, buyer] : []));
        expect(await numbers('SELECT buyer AS number FROM order_lines ORDER BY buyer')).toEqual(served);
        expect(await numbers('SELECT pieces AS number FROM stock')).toEqual([stock - served.length / 2]);
        expect(served.length / 2).toBe(stock);
        expect(await numbers('SELECT id AS number FROM notes ORDER BY id')).toEqual(
          notes.flat().sort((a, b) => a - b),
        );
      }
      console.info(`${runs} runs with ${buyers} buyers and ${strangers} strangers each`);
    },
    runs * 30_000,
  );
});
