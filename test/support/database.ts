import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { makeTemporaryFolder } from './temporary-folder.js';

/** An empty database of its own for a test. */
export interface TestDatabase {
  /** For `DATABASE_URL`. */
  readonly url: string;
  /** For files that belong to it; its own, and removed with it. */
  readonly folder: string;
  /** Removes it with all its data. */
  drop(): Promise<void>;
}

/** Where a MySQL or MariaDB server for tests listens, as `mysql://user:password@host:port/`; undefined: use SQLite. */
export const mysqlServer = process.env.TEST_DATABASE_URL || undefined;

/** What the tests of this run use, for titles of suites. */
export const databaseKind = mysqlServer ? 'MySQL or MariaDB' : 'SQLite';

/** A new SQLite file in a temporary folder, or a new schema on the server that `TEST_DATABASE_URL` names. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return mysqlServer ? createSchema(mysqlServer) : createFile();
}

function createFile(): TestDatabase {
  const folder = makeTemporaryFolder('test');
  return { url: `sqlite:${join(folder, 'test.db')}`, folder, drop: () => removeFolder(folder) };
}

const removeFolder = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 3 });

/** Addresses of schemas that applications of this test file have left, with empty tables; undefined: the file is over. */
let left: string[] | undefined = [];

/**
 * The same for a whole application, perhaps with the empty tables of one before it in this test file: on a server the
 * migrations take longer than most tests. Needs `dropLeftDatabases` in the end.
 */
export async function createAppDatabase(): Promise<TestDatabase> {
  if (!mysqlServer) return createTestDatabase();
  const url = left?.pop();
  const database = url === undefined ? await createSchema(mysqlServer) : schemaAt(url);
  return {
    ...database,
    async drop() {
      if (left === undefined) return database.drop();
      await emptyTables(database.url);
      await removeFolder(database.folder);
      left.push(database.url);
    },
  };
}

/** Removes what `createAppDatabase` has kept; what is dropped from now on is gone at once. */
export async function dropLeftDatabases(): Promise<void> {
  const urls = left ?? [];
  left = undefined;
  await Promise.all(urls.map((url) => schemaAt(url).drop()));
}

async function emptyTables(url: string): Promise<void> {
  const connection = await createConnection({ uri: url, multipleStatements: true });
  try {
    const [tables] = await connection.query<RowDataPacket[]>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name <> 'platform_migrations'",
    );
    const deletes = tables.map(({ name }) => `DELETE FROM \`${name}\``);
    await connection.query(['SET foreign_key_checks = 0', ...deletes].join('; '));
  } finally {
    await connection.end();
  }
}

async function createSchema(server: string): Promise<TestDatabase> {
  const name = `mainstay_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return schemaAt(url.href);
}

function schemaAt(url: string): TestDatabase {
  const folder = makeTemporaryFolder('test');
  return {
    url,
    folder,
    async drop() {
      await onServer(url, `DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)}`);
      await removeFolder(folder);
    },
  };
}

/** Runs one statement on a MySQL server, outside of any schema. */
async function onServer(server: string, statement: string): Promise<void> {
  const url = new URL(server);
  url.pathname = '/';
  const connection = await createConnection(url.href);
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}
