import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import {
  createTestDatabase,
  databaseKind,
  mysqlServer,
  type TestDatabase,
} from '../../../test/support/database.js';
import { dataSourceOptions, openDataSource } from './data-source.js';
import { migrationNames, pendingMigrations, runMigrations } from './migrations.js';

describe('The names of migrations', () => {
  it('select those of the platform and of hosted modules, in order', () => {
    const files = [
      '20261121100000-blog-posts.ts',
      '20261121090000-platform-events.ts',
      '20261121110000-catalog-products.ts',
      '20261121095959-blog-tags.js',
      '20261121095959-blog-tags.js.map',
      '20261121095959-blog-tags.d.ts',
      'README.md',
    ];
    expect(migrationNames(files, ['blog'])).toEqual([
      '20261121090000-platform-events',
      '20261121095959-blog-tags',
      '20261121100000-blog-posts',
    ]);
  });

  it.each(['add-posts.ts', '2026-blog-posts.ts', '20261121100000_blog_posts.ts', '20261121100000-blog.ts'])(
    'are refused when no module can be read from them: %s',
    (file) => {
      expect(() => migrationNames([file], ['blog'])).toThrow(file);
    },
  );
});

describe(`Migrations on ${databaseKind}`, () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let folder: string;

  beforeEach(async () => {
    database = await createTestDatabase();
    dataSource = await openDataSource(dataSourceOptions(database.url));
    folder = await mkdtemp(join(tmpdir(), 'mainstay-migrations-'));
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const url = () => pathToFileURL(`${folder}/`);
  const run = (modules: string[] = []) => runMigrations(dataSource, modules, url());
  /** Writes a migration that runs some statements. */
  async function migration(name: string, ...statements: string[]): Promise<string> {
    const steps = statements
      .map((statement) => `await runner.query(${JSON.stringify(statement)});`)
      .join('\n');
    await writeFile(
      join(folder, `${name}.ts`),
      `export class Change { async up(runner) { ${steps} } async down() {} }`,
    );
    return name;
  }
  const rows = (sql: string) => dataSource.query<unknown[]>(sql);

  it('run once, in order, and only those of hosted modules', async () => {
    const first = await migration('20260101000000-platform-a', 'CREATE TABLE a (id int PRIMARY KEY)');
    const second = await migration('20260102000000-blog-b', 'CREATE TABLE b (id int PRIMARY KEY)');
    await migration('20260103000000-shop-c', 'CREATE TABLE c (id int PRIMARY KEY)');
    expect(await pendingMigrations(dataSource, ['blog'], url())).toEqual([first, second]);
    expect(await run(['blog'])).toEqual([first, second]);
    expect(await run(['blog'])).toEqual([]);
    expect(await run(['blog', 'shop'])).toEqual(['20260103000000-shop-c']);
  });

  it('stop at one that fails, which runs again once it is mended', async () => {
    const name = await migration(
      '20260101000000-platform-a',
      'CREATE TABLE a (id int PRIMARY KEY',
      'not SQL',
    );
    await expect(run()).rejects.toThrow();
    expect(await pendingMigrations(dataSource, [], url())).toEqual([name]);
  });

  if (mysqlServer) {
    it('may have one DDL statement', async () => {
      await migration('20260101000000-platform-a', 'CREATE TABLE a (id int)', 'CREATE TABLE b (id int)');
      await expect(run()).rejects.toThrow('2 DDL statements');
      await expect(run()).rejects.toThrow('already exists');
    });

    it('are finished when a crash came between their change and the note of it', async () => {
      const name = await migration('20260101000000-platform-a', 'CREATE TABLE a (id int PRIMARY KEY)');
      await run();
      await dataSource.query('UPDATE platform_migrations SET finished_at = NULL');
      expect(await run()).toEqual([name]);
      expect(await run()).toEqual([]);
    });

    it('fail when their change is there though they never began', async () => {
      await migration('20260101000000-platform-a', 'CREATE TABLE a (id int PRIMARY KEY)');
      await dataSource.query('CREATE TABLE a (id int PRIMARY KEY)');
      await expect(run()).rejects.toThrow('already exists');
    });
  } else {
    it('happen as a whole or not at all', async () => {
      await migration('20260101000000-platform-a', 'CREATE TABLE a (id int)', 'CREATE TABLE b (id int', 'x');
      await expect(run()).rejects.toThrow();
      expect(
        await rows(`SELECT name FROM sqlite_master WHERE name IN ('a', 'b', 'platform_migrations')`),
      ).toEqual([]);
    });

    it('keep rows that refer to a table that is built anew, and its triggers', async () => {
      await migration('20260101000000-platform-a', 'CREATE TABLE a (id int PRIMARY KEY)');
      await migration(
        '20260101000001-platform-b',
        'CREATE TABLE b (id int PRIMARY KEY, a int NOT NULL REFERENCES a (id) ON DELETE CASCADE)',
      );
      await migration('20260101000002-platform-log', 'CREATE TABLE log (a int)');
      await migration(
        '20260101000003-platform-trigger',
        'CREATE TRIGGER a_log AFTER INSERT ON a BEGIN INSERT INTO log VALUES (new.id); END',
      );
      await run();
      await dataSource.query('INSERT INTO a VALUES (1)');
      await dataSource.query('INSERT INTO b VALUES (1, 1)');
      await migration(
        '20260102000000-platform-a',
        'CREATE TABLE new_a (id int PRIMARY KEY, size int)',
        'INSERT INTO new_a (id) SELECT id FROM a',
        'DROP TABLE a',
        'ALTER TABLE new_a RENAME TO a',
      );
      await run();
      await dataSource.query('INSERT INTO a (id) VALUES (2)');
      expect(await rows('SELECT id, a FROM b')).toEqual([{ id: 1, a: 1 }]);
      expect(await rows('SELECT a FROM log')).toEqual([{ a: 1 }, { a: 2 }]);
      await expect(dataSource.query('INSERT INTO b VALUES (2, 99)')).rejects.toThrow('FOREIGN KEY');
    });

    it('may not leave rows without the row they refer to', async () => {
      await migration(
        '20260101000000-platform-a',
        'CREATE TABLE a (id int PRIMARY KEY)',
        'CREATE TABLE b (a int REFERENCES a (id))',
        'INSERT INTO b VALUES (5)',
      );
      await expect(run()).rejects.toThrow('without the row they refer to');
    });
  }
});
