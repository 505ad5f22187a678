import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import { type DataSource, Table, TableColumn, TableIndex } from 'typeorm';
import { until } from '../../../test/support/until.js';
import { dataSourceOptions, openDataSource } from './data-source.js';
import { DatabaseUnavailable, isDuplicate } from './errors.js';

describe('The SQLite driver', () => {
  let folder: string;
  let file: string;
  let dataSource: DataSource;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mainstay-sqlite-'));
    file = join(folder, 'a', 'b', 'test.db');
    dataSource = await openDataSource(dataSourceOptions(`sqlite:${file}`));
    await dataSource.query(
      'CREATE TABLE things (id integer PRIMARY KEY, name varchar(20) UNIQUE, size integer)',
    );
  });
  afterAll(async () => {
    await dataSource.destroy();
    await rm(folder, { recursive: true });
  });

  const names = async () =>
    (await dataSource.query<{ name: string }[]>('SELECT name FROM things ORDER BY id')).map(
      ({ name }) => name,
    );

  it.each([
    ['/proc/mainstay/test.db', '/proc/mainstay/test.db'],
    ['/dev/null/test.db', '/dev/null/test.db'],
    [new URL(import.meta.url).pathname, 'not a database'],
  ])('says in one line that %s cannot be used', async (path, reason) => {
    const error: unknown = await openDataSource(dataSourceOptions(`sqlite:${path}`)).catch(
      (caught) => caught,
    );
    expect(error).toBeInstanceOf(DatabaseUnavailable);
    expect(String(error)).toContain(reason);
    expect(String(error)).not.toContain('\n');
  });

  it('waits for the disk at each commit, checks foreign keys and never blocks in SQLite', async () => {
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    const pragma = (name: string) => runner.query(`PRAGMA ${name}`);
    expect(await pragma('synchronous')).toEqual([{ synchronous: 2 }]);
    expect(await pragma('foreign_keys')).toEqual([{ foreign_keys: 1 }]);
    expect(await pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(await pragma('busy_timeout')).toEqual([{ timeout: 0 }]);
    await runner.rollbackTransaction();
    await runner.release();
  });

  it('writes what writes, whatever it looks like', async () => {
    await dataSource.query(`INSERT INTO things (name) VALUES ('plain')`);
    expect(await dataSource.query(`INSERT INTO things (name) VALUES ('returning') RETURNING name`)).toEqual([
      { name: 'returning' },
    ]);
    await dataSource.query(
      `WITH new(name) AS (SELECT 'with') INSERT INTO things (name) SELECT name FROM new`,
    );
    await dataSource.query(`/* SELECT */ REPLACE INTO things (id, name) VALUES (100, 'comment')`);
    expect(await names()).toEqual(['plain', 'returning', 'with', 'comment']);
    await dataSource.query('DELETE FROM things');
  });

  it('tells duplicates from other faults', async () => {
    await dataSource.query(`INSERT INTO things (name) VALUES ('one')`);
    const duplicate: unknown = await dataSource
      .query(`INSERT INTO things (name) VALUES ('one')`)
      .catch((error) => error);
    const fault: unknown = await dataSource.query('SELECT nothing FROM things').catch((error) => error);
    expect([isDuplicate(duplicate), isDuplicate(fault)]).toEqual([true, false]);
    await dataSource.query('DELETE FROM things');
  });

  it('binds integers as integers, and booleans and dates as TypeORM stores them', async () => {
    const values = [1, 2 ** 40, 1.5, true, new Date('2026-11-21T06:16:00.123Z'), null];
    const bound = values.map((_, index) => `? AS v${index}`).join();
    const described = values
      .map((_, index) => `typeof(v${index}) || ' ' || ifnull(v${index}, '') AS d${index}`)
      .join();
    const [row] = await dataSource.query<object[]>(`SELECT ${described} FROM (SELECT ${bound})`, values);
    expect(Object.values(row ?? {})).toEqual([
      'integer 1',
      'integer 1099511627776',
      'real 1.5',
      'integer 1',
      'text 2026-11-21 06:16:00.123',
      'null ',
    ]);
  });

  it('refuses a transaction that is begun by hand, which would freeze what everyone reads', async () => {
    await expect(dataSource.query('BEGIN')).rejects.toThrow('startTransaction');
    await dataSource.query(`INSERT INTO things (name) VALUES ('after')`);
    expect(await names()).toEqual(['after']);
    await dataSource.query('DELETE FROM things');
  });

  it('ends the transaction of a query runner that is released in the middle of it', async () => {
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`INSERT INTO things (name) VALUES ('lost')`);
    await runner.release();
    await dataSource.query(`INSERT INTO things (name) VALUES ('next')`);
    expect(await names()).toEqual(['next']);
    await expect(runner.query('SELECT 1')).rejects.toThrow('released');
    await dataSource.query('DELETE FROM things');
  });

  it('nests transactions with savepoints', async () => {
    await dataSource.transaction(async (manager) => {
      await manager.query(`INSERT INTO things (name) VALUES ('outer')`);
      const inner = manager.transaction(async (nested) => {
        await nested.query(`INSERT INTO things (name) VALUES ('inner')`);
        throw new Error('no');
      });
      await expect(inner).rejects.toThrow('no');
    });
    expect(await names()).toEqual(['outer']);
    await dataSource.query('DELETE FROM things');
  });

  it('waits for another process that writes, without stopping the event loop', async () => {
    const other = new Sqlite(file, { timeout: 0 });
    other.exec('BEGIN IMMEDIATE');
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), 5).unref();
    const write = dataSource.query(`INSERT INTO things (name) VALUES ('patient')`);
    await until('timers have run meanwhile', () => ticks > 10);
    expect(await names()).toEqual([]);
    other.exec('COMMIT');
    other.close();
    await write;
    clearInterval(ticking);
    expect(await names()).toEqual(['patient']);
    await dataSource.query('DELETE FROM things');
  });

  it('lets timers run while a long queue of transactions waits', async () => {
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), 1).unref();
    await Promise.all(
      Array.from({ length: 300 }, (_, size) =>
        dataSource.transaction((manager) => manager.query('INSERT INTO things (size) VALUES (?)', [size])),
      ),
    );
    clearInterval(ticking);
    expect(ticks).toBeGreaterThan(10);
    await dataSource.query('DELETE FROM things');
  });

  it('builds, describes and changes tables with the schema API', async () => {
    const runner = dataSource.createQueryRunner();
    const id = { name: 'id', type: 'char', length: '36', isPrimary: true };
    await runner.createTable(new Table({ name: 'boxes', columns: [id, { name: 'label', type: 'varchar' }] }));
    await runner.createIndex('boxes', new TableIndex({ name: 'boxes_label', columnNames: ['label'] }));
    await runner.addColumn('boxes', new TableColumn({ name: 'weight', type: 'int', isNullable: true }));
    expect(await runner.hasTable('boxes')).toBe(true);
    expect(await runner.hasTable('crates')).toBe(false);
    expect(await runner.hasColumn('boxes', 'weight')).toBe(true);
    const table = await runner.getTable('boxes');
    expect(table?.columns.map(({ name, type, length }) => `${name} ${type}(${length})`)).toEqual([
      'id char(36)',
      'label varchar()',
      'weight int()',
    ]);
    expect(table?.indices.map(({ name }) => name)).toEqual(['boxes_label']);
    await runner.dropTable('boxes');
    expect(await runner.hasTable('boxes')).toBe(false);
    await runner.release();
  });

  it('streams rows beside writers', async () => {
    await dataSource.query(`INSERT INTO things (name) VALUES ('a'), ('b'), ('c')`);
    const runner = dataSource.createQueryRunner();
    const seen: string[] = [];
    for await (const row of await runner.stream('SELECT name FROM things ORDER BY id')) {
      seen.push((row as { name: string }).name);
      await dataSource.query('UPDATE things SET size = 1');
    }
    await runner.release();
    expect(seen).toEqual(['a', 'b', 'c']);
    await dataSource.query('DELETE FROM things');
  });
});
