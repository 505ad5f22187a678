import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { dataSourceOptions, openDataSource } from '../../src/platform/database/data-source.js';
import { runMigrations } from '../../src/platform/database/migrations.js';
import { startChild } from '../support/child-process.js';
import { createTestDatabase, databaseKind, mysqlServer, type TestDatabase } from '../support/database.js';
import { fullTrials, seededRandom } from '../support/trials.js';

const files = readdirSync(new URL('../../migrations/', import.meta.url));
const modules = [...new Set(files.map((file) => String(file.split('-')[1])))];
const shortTries = 6;
const together = fullTrials ? 8 : 4;

describe(`Migrations on ${databaseKind}`, () => {
  const random = seededRandom('Migrations');
  const databases: TestDatabase[] = [];
  afterEach(async () => {
    for (const database of databases.splice(0)) await database.drop();
  });

  async function newDatabase(): Promise<string> {
    const database = await createTestDatabase();
    databases.push(database);
    return database.url;
  }

  /** Runs what is left to run, then describes every table, index, constraint and trigger. */
  async function migrated(url: string): Promise<{ ran: string[]; schema: unknown; journal: unknown }> {
    const dataSource = await openDataSource(dataSourceOptions(url));
    try {
      const ran = await runMigrations(dataSource, modules);
      const journal = await dataSource.query(
        'SELECT name, finished_at IS NOT NULL AS finished FROM platform_migrations ORDER BY name',
      );
      return { ran, schema: await schemaOf(dataSource), journal };
    } finally {
      await dataSource.destroy();
    }
  }

  it('can be killed before any of their statements and run again to the same schema', async () => {
    const undisturbed = await migrated(await newDatabase());
    const measured = startChild('migrate-process.ts', await newDatabase(), modules.join());
    expect(await measured.ended).toBe(0);
    const { statements }: { statements: number } = JSON.parse(measured.output());
    const all = Array.from({ length: statements }, (_, index) => index + 1);
    const chosen = fullTrials ? all : all.filter(() => random() < shortTries / statements);

    for (const killAt of chosen) {
      const url = await newDatabase();
      const child = startChild('migrate-process.ts', url, modules.join(), String(killAt));
      await child.ended;
      expect({ killAt, signal: child.process.signalCode }).toEqual({ killAt, signal: 'SIGKILL' });
      const { schema, journal } = await migrated(url);
      expect({ killAt, schema, journal }).toEqual({
        killAt,
        schema: undisturbed.schema,
        journal: undisturbed.journal,
      });
      await databases.pop()?.drop();
    }
    console.info(`Killed before ${chosen.length} of ${statements} statements`);
  });

  it(`run once when ${together} processes start together`, async () => {
    const url = await newDatabase();
    const children = Array.from({ length: together }, () =>
      startChild('migrate-process.ts', url, modules.join()),
    );
    expect(await Promise.all(children.map(({ ended }) => ended))).toEqual(children.map(() => 0));
    const ran = children.flatMap((child) => (JSON.parse(child.output()) as { ran: string[] }).ran);
    const undisturbed = await migrated(await newDatabase());
    expect(ran.sort()).toEqual(undisturbed.ran);
    expect((await migrated(url)).schema).toEqual(undisturbed.schema);
  });
});

async function schemaOf(dataSource: DataSource): Promise<unknown> {
  if (!mysqlServer)
    return dataSource.query('SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name');
  const tables = await dataSource.query<Record<string, string>[]>('SHOW TABLES');
  return Promise.all(
    tables.map((table) => dataSource.query(`SHOW CREATE TABLE ${Object.values(table).join()}`)),
  );
}
