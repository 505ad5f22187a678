import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from './dialect.js';
import { DatabaseUnavailable, driverErrorNumber } from './errors.js';
import { liftLimits, restoreLimits } from './mysql.js';
import { countQueries } from './query-count.js';

/** `migrations/` beside the `src/` that this file is in: of the sources, of the build, of the bundle. */
const standardFolder = new URL(
  'migrations/',
  import.meta.url.slice(0, import.meta.url.lastIndexOf('/src/') + 1),
);
const lockWaitMinutes = 10;
const logger = new Logger('Migrations');

/**
 * Runs the migrations of the platform and of the given modules that have not run yet, in the order of their names.
 *
 * Replicas that start together wait for each other and run each migration once. On SQLite a migration and the note that
 * it has run are one transaction. MySQL commits each DDL statement at once; therefore a migration has at most one (this is
 * checked), and one that a crash interrupted is run again: if its change turns out to be there already, it is done.
 * @returns the names of those that ran
 */
export async function runMigrations(
  dataSource: DataSource,
  modules: readonly string[],
  folder = standardFolder,
): Promise<string[]> {
  const pending = await pendingMigrations(dataSource, modules, folder);
  if (pending.length === 0) return [];
  const run = dialectOf(dataSource) === 'sqlite' ? runOnSqlite : runOnMysql;
  return run(dataSource, pending, folder);
}

/** The names of the migrations that `runMigrations` would run. */
export async function pendingMigrations(
  dataSource: DataSource,
  modules: readonly string[],
  folder = standardFolder,
): Promise<string[]> {
  const names = migrationNames(readdirSync(folder), modules);
  const done = await withRunner(dataSource, async (runner) =>
    (await runner.hasTable('platform_migrations')) ? states(runner) : new Map<string, boolean>(),
  );
  return names.filter((name) => !done.get(name));
}

/**
 * The migrations among some file names that belong to the platform or to one of the modules, in order.
 * @throws Error for a file that is not named `<14 digits>-<module>-<what>.ts`: it would silently never run
 */
export function migrationNames(files: readonly string[], modules: readonly string[]): string[] {
  const scripts = files.filter((file) => /\.[cm]?[jt]s$/.test(file) && !file.endsWith('.d.ts'));
  const hosted = new Set(['platform', ...modules]);
  return scripts
    .map((file) => {
      const match = /^(\d{14}-([a-z]+)-[a-z0-9-]+)\.[jt]s$/.exec(file);
      if (!match) throw new Error(`migrations/${file} must be named <yyyymmddhhmmss>-<module>-<what>.ts`);
      return { name: String(match[1]), module: String(match[2]) };
    })
    .filter(({ module }) => hosted.has(module))
    .map(({ name }) => name)
    .sort();
}

async function runOnSqlite(dataSource: DataSource, names: readonly string[], folder: URL): Promise<string[]> {
  const ran: string[] = [];
  for (const name of names) {
    const migration = await load(name, folder);
    await withRunner(dataSource, async (runner) => {
      // Holds the writer; foreign keys are off while tables are rebuilt, and checked before the commit.
      await runner.beforeMigration();
      await runner.startTransaction();
      try {
        await createJournal(runner);
        if ((await states(runner)).get(name)) return await runner.rollbackTransaction();
        const triggers = await triggersOf(runner);
        await migration.up(runner);
        await restore(runner, triggers);
        const broken = await runner.manager.query<unknown[]>('PRAGMA foreign_key_check');
        if (broken.length > 0) throw new Error(`${name} leaves rows without the row they refer to`);
        await noteStart(runner, name);
        await noteEnd(runner, name);
        await runner.commitTransaction();
        ran.push(name);
      } catch (error) {
        if (runner.isTransactionActive) await runner.rollbackTransaction();
        throw error;
      } finally {
        await runner.afterMigration();
      }
    });
  }
  return ran;
}

interface Trigger {
  name: string;
  table: string;
  sql: string;
}

/** SQLite changes many things about a table only by building it anew, and the old one takes its triggers with it. */
async function restore(runner: QueryRunner, triggers: readonly Trigger[]): Promise<void> {
  const left = new Set((await triggersOf(runner)).map(({ name }) => name));
  for (const { name, table, sql } of triggers) {
    if (!left.has(name) && (await runner.hasTable(table))) await runner.query(sql);
  }
}

function triggersOf(runner: QueryRunner): Promise<Trigger[]> {
  return runner.manager.query(
    `SELECT name, tbl_name AS "table", sql FROM sqlite_master WHERE type = 'trigger'`,
  );
}

async function runOnMysql(dataSource: DataSource, names: readonly string[], folder: URL): Promise<string[]> {
  return withRunner(dataSource, async (runner) => {
    const lock = lockName(dataSource);
    await liftLimits(runner);
    await takeLock(runner, lock);
    const ran: string[] = [];
    try {
      await createJournal(runner);
      const known = await states(runner);
      for (const name of names) {
        if (known.get(name)) continue;
        const migration = await load(name, folder);
        if (!known.has(name)) await noteStart(runner, name);
        await runInOneStatement(runner, name, migration, known.has(name));
        await noteEnd(runner, name);
        ran.push(name);
      }
    } finally {
      await runner.query('SELECT RELEASE_LOCK(?)', [lock]);
      await restoreLimits(runner);
    }
    return ran;
  });
}

/** Table, column, key or constraint exists already; column, key or table to drop is gone already. */
const alreadyApplied = new Set([1050, 1060, 1061, 1826, 1051, 1091]);

async function runInOneStatement(
  runner: QueryRunner,
  name: string,
  migration: MigrationInterface,
  interruptedBefore: boolean,
): Promise<void> {
  try {
    const { statements } = await countQueries(() => migration.up(runner));
    const changes = statements.filter((statement) =>
      /^\s*(create|alter|drop|rename|truncate)\b/i.test(statement),
    );
    if (changes.length > 1) {
      throw new Error(`${name} has ${changes.length} DDL statements: split it, MySQL cannot undo half of it`);
    }
  } catch (error) {
    if (interruptedBefore && alreadyApplied.has(driverErrorNumber(error) ?? 0)) return;
    // It failed instead of being interrupted: once it is mended it begins anew, and forgives nothing.
    if (!interruptedBefore) await runner.query('DELETE FROM platform_migrations WHERE name = ?', [name]);
    throw error;
  }
}

/** `GET_LOCK` belongs to the connection: the server frees it when its holder dies. */
async function takeLock(runner: QueryRunner, lock: string): Promise<void> {
  const deadline = Date.now() + lockWaitMinutes * 60_000;
  while (Date.now() < deadline) {
    const [row] = await runner.manager.query<{ taken: unknown }[]>('SELECT GET_LOCK(?, 5) AS taken', [lock]);
    if (Number(row?.taken) === 1) return;
    logger.log('Waiting for another process that runs migrations');
    await setTimeout(100);
  }
  throw new DatabaseUnavailable(`Another process has been running migrations for ${lockWaitMinutes} minutes`);
}

/** Lock names are global to the server and at most 64 characters long. */
function lockName({ options }: DataSource): string {
  return `mainstay-migrations-${createHash('sha256').update(String(options.database)).digest('hex').slice(0, 32)}`;
}

async function createJournal(runner: QueryRunner): Promise<void> {
  await runner.query(
    'CREATE TABLE IF NOT EXISTS platform_migrations' +
      ' (name varchar(190) NOT NULL PRIMARY KEY, started_at datetime(6) NOT NULL, finished_at datetime(6) NULL)',
  );
}

/** The migrations that were started, and whether they were finished. */
async function states(runner: QueryRunner): Promise<Map<string, boolean>> {
  const rows = await runner.manager.query<{ name: string; finished_at: unknown }[]>(
    'SELECT name, finished_at FROM platform_migrations',
  );
  return new Map(rows.map((row) => [row.name, row.finished_at !== null]));
}

async function noteStart(runner: QueryRunner, name: string): Promise<void> {
  await runner.query('INSERT INTO platform_migrations (name, started_at) VALUES (?, ?)', [name, new Date()]);
}

async function noteEnd(runner: QueryRunner, name: string): Promise<void> {
  await runner.query('UPDATE platform_migrations SET finished_at = ? WHERE name = ?', [new Date(), name]);
}

async function load(name: string, folder: URL): Promise<MigrationInterface> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const exports = (await import(new URL(`${name}.${extension}`, folder).href)) as Record<string, unknown>;
  const Migration = Object.values(exports).find((value) => typeof value === 'function');
  if (!Migration) throw new Error(`migrations/${name} exports no migration class`);
  const migration: MigrationInterface = new (Migration as new () => MigrationInterface)();
  if (migration.name !== undefined && migration.name !== name)
    throw new Error(`migrations/${name} calls itself ${migration.name}`);
  return migration;
}

async function withRunner<T>(dataSource: DataSource, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    return await work(runner);
  } finally {
    await runner.release();
  }
}
