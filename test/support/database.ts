import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';

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

/** A new SQLite file in the system's temporary folder, or a new schema on the server that `TEST_DATABASE_URL` names. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return mysqlServer ? createSchema(mysqlServer) : createFile();
}

async function createFile(): Promise<TestDatabase> {
  const folder = await createFolder();
  return { url: `sqlite:${join(folder, 'test.db')}`, folder, drop: () => removeFolder(folder) };
}

const createFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'mainstay-test-'));
const removeFolder = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 3 });

async function createSchema(server: string): Promise<TestDatabase> {
  const folder = await createFolder();
  const name = `mainstay_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    folder,
    async drop() {
      await onServer(server, `DROP DATABASE IF EXISTS ${name}`);
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
