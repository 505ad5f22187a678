import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { ClsService } from 'nestjs-cls';
import { DataSource } from 'typeorm';
import {
  createTestDatabase,
  databaseKind,
  mysqlServer,
  type TestDatabase,
} from '../../../test/support/database.js';
import { startPlatform } from '../../../test/support/platform.js';
import { ConcurrentUpdate } from './errors.js';
import { countQueries } from './query-count.js';
import { Transactions } from './transactions.js';

describe(`Transactions on ${databaseKind}`, () => {
  let database: TestDatabase;
  let platform: TestingModule;
  let transactions: Transactions;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    platform = await startPlatform(database.url);
    transactions = platform.get(Transactions);
    dataSource = platform.get(DataSource);
    await dataSource.query('CREATE TABLE notes (id int PRIMARY KEY, body varchar(50) NOT NULL)');
  });
  afterAll(async () => {
    await platform.close();
    await database.drop();
  });
  beforeEach(() => dataSource.query(`INSERT INTO notes VALUES (1, 'one'), (2, 'two')`));
  afterEach(() => dataSource.query('DELETE FROM notes'));

  const write = (id: number, body: string) =>
    transactions.manager.query('UPDATE notes SET body = ? WHERE id = ?', [body, id]);
  const bodies = async () =>
    (await dataSource.query<{ body: string }[]>('SELECT body FROM notes ORDER BY id')).map(
      ({ body }) => body,
    );

  it('commits what the work wrote', async () => {
    const result = await transactions.run(async () => {
      await write(1, 'uno');
      return 'done';
    });
    expect(result).toBe('done');
    expect(await bodies()).toEqual(['uno', 'two']);
  });

  it('keeps nothing of work that fails', async () => {
    const work = transactions.run(async () => {
      await write(1, 'uno');
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await bodies()).toEqual(['one', 'two']);
  });

  it('shows uncommitted changes to the work alone', async () => {
    await transactions.run(async () => {
      await write(1, 'uno');
      const [row] = await transactions.manager.query<{ body: string }[]>(
        'SELECT body FROM notes WHERE id = 1',
      );
      expect(row?.body).toBe('uno');
      expect(await bodies()).toEqual(['one', 'two']);
    });
  });

  it('joins an open transaction, so that a failure of the outer work undoes the inner one', async () => {
    const work = transactions.run(async () => {
      await transactions.run(() => write(1, 'uno'));
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await bodies()).toEqual(['one', 'two']);
  });

  it('does not commit half of the work when the failure of a joined part is caught', async () => {
    const work = transactions.run(async () => {
      await transactions
        .run(async () => {
          await write(1, 'uno');
          throw new Error('inner');
        })
        .catch(() => undefined);
      await write(2, 'due');
      return 'ok';
    });
    await expect(work).rejects.toThrow('inner');
    expect(await bodies()).toEqual(['one', 'two']);
  });

  it('sends one statement to begin and one to commit', async () => {
    const { statements } = await countQueries(() => transactions.run(() => write(1, 'uno')));
    expect(statements).toEqual([
      mysqlServer ? 'START TRANSACTION' : 'BEGIN IMMEDIATE',
      'UPDATE notes SET body = ? WHERE id = ?',
      'COMMIT',
    ]);
  });

  it('tells whether a transaction is open', async () => {
    expect(transactions.isOpen).toBe(false);
    await transactions.run(async () => expect(transactions.isOpen).toBe(true));
    expect(transactions.isOpen).toBe(false);
  });

  it('runs afterCommit steps once the changes are visible, outside the transaction, and forgets those of a rollback', async () => {
    const seen: unknown[] = [];
    const step = async () => void seen.push(transactions.isOpen, await bodies());
    await transactions
      .run(async () => {
        transactions.afterCommit(step);
        throw new Error('no');
      })
      .catch(() => undefined);
    expect(seen).toEqual([]);
    await transactions.run(async () => {
      transactions.afterCommit(step);
      await write(1, 'uno');
      expect(seen).toEqual([]);
    });
    expect(seen).toEqual([false, ['uno', 'two']]);
  });

  it('runs beforeCommit steps of the context inside each of its transactions, with the result', async () => {
    const cls = platform.get(ClsService);
    await cls.run(async () => {
      transactions.beforeCommit((result) => write(2, String(result)));
      await transactions.run(async () => 'first');
      expect(await bodies()).toEqual(['one', 'first']);
      await transactions.run(async () => transactions.run(async () => 'second'));
      expect(await bodies()).toEqual(['one', 'second']);
    });
    await transactions.run(async () => 'elsewhere');
    expect(await bodies()).toEqual(['one', 'second']);
  });

  it('keeps the beforeCommit steps of a use case from the transactions of work apart', async () => {
    await platform.get(ClsService).run(async () => {
      transactions.beforeCommit((result) => write(2, String(result)));
      await transactions.apart(() => transactions.run(async () => 'of others'));
      expect(await bodies()).toEqual(['one', 'two']);
      await transactions.run(async () => 'own');
      expect(await bodies()).toEqual(['one', 'own']);
    });
  });

  it('rolls back when a beforeCommit step fails', async () => {
    const work = platform.get(ClsService).run(async () => {
      transactions.beforeCommit(async () => {
        throw new Error('step');
      });
      await transactions.run(() => write(1, 'uno'));
    });
    await expect(work).rejects.toThrow('step');
    expect(await bodies()).toEqual(['one', 'two']);
  });

  it('runs work again after a lost race, at most three times', async () => {
    let runs = 0;
    const result = await transactions.run(async () => {
      runs += 1;
      await write(1, `run ${runs}`);
      if (runs < 3) throw new ConcurrentUpdate('The note');
      return runs;
    });
    expect(result).toBe(3);
    expect(await bodies()).toEqual(['run 3', 'two']);
    runs = 0;
    const hopeless = transactions.run(async () => {
      runs += 1;
      throw new ConcurrentUpdate('The note');
    });
    await expect(hopeless).rejects.toThrow(ConcurrentUpdate);
    expect(runs).toBe(4);
  });

  it('finishes both of two transactions that lock the same rows in opposite order, even if one swallows the deadlock', async () => {
    let met: () => void = () => undefined;
    const meeting = new Promise<void>((resolve) => (met = resolve));
    let arrivals = 0;
    let runs = 0;
    const cross = (first: number, second: number, name: string) =>
      transactions.run(async () => {
        runs += 1;
        await write(first, name);
        arrivals += 1;
        if (arrivals === 2 || !mysqlServer) met();
        await meeting;
        await write(second, name).catch(() => undefined);
      });
    await Promise.all([cross(1, 2, 'a'), cross(2, 1, 'b')]);
    const [one, two] = await bodies();
    expect(one).toBe(two);
    expect(runs).toBe(mysqlServer ? 3 : 2);
  });
});
