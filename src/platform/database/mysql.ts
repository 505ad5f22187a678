import { createRequire } from 'node:module';
import type { Pool, PoolConnection, PoolOptions, QueryOptions } from 'mysql2';
import type { QueryRunner } from 'typeorm';
import type { MysqlDataSourceOptions } from 'typeorm/driver/mysql/MysqlDataSourceOptions.js';
import { databaseBusy } from './errors.js';
import { Patience } from './patience.js';

const require = createRequire(import.meta.url);

const connectTimeout = 5_000;
/** Per connection. A server allows 16,382 in all, for all connections of all processes. */
const maxPreparedStatements = 50;
const acquireTimeout = 10_000;
const queueLimit = 1_000;
/** The server stops statements that take longer than this (MySQL: SELECT only). */
const statementSeconds = 10;
/** When the server does not answer at all for so long, its connection is given up. */
const answerTimeout = 12_000;

/**
 * What every connection says first. MariaDB and MySQL name their statement limit differently; each reads its own
 * executable comment. A page after a cursor begins at it by a range of one index: with index_merge_sort_union the optimizer
 * takes its OR apart, finds the parts dear, and begins at the start instead.
 */
const sessionSettings = [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  `SET SESSION time_zone = '+00:00', innodb_lock_wait_timeout = 5, optimizer_switch = 'index_merge_sort_union=off',
   sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY'
   /*M!100100 , max_statement_time = ${statementSeconds} */ /*!80000 , max_execution_time = ${statementSeconds * 1000} */`,
];

const unlimitedSession =
  'SET SESSION innodb_lock_wait_timeout = 60 /*M!100100 , max_statement_time = 0 */ /*!80000 , max_execution_time = 0 */';
const unlimited = new WeakSet<object>();

/** Lets the statements of a query runner take any time, for changes of the schema of large tables. */
export async function liftLimits(runner: QueryRunner): Promise<void> {
  unlimited.add((await runner.connect()) as object);
  await runner.query(unlimitedSession);
}

/** Undoes `liftLimits`, before the connection goes back to the pool. */
export async function restoreLimits(runner: QueryRunner): Promise<void> {
  for (const statement of sessionSettings) await runner.query(statement);
  unlimited.delete((await runner.connect()) as object);
}

/**
 * TypeORM options for `mysql://user:password@host:3306/name`. `?ssl=true` demands TLS and a certificate that a trusted authority
 * signed for this host name.
 */
export function mysqlOptions(url: URL, poolSize: number): MysqlDataSourceOptions {
  return {
    type: 'mysql',
    driver: { createPool },
    host: url.hostname,
    port: url.port === '' ? 3306 : Number(url.port),
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    ...(url.searchParams.get('ssl') === 'true' && {
      ssl: { rejectUnauthorized: true, verifyIdentity: true },
    }),
    charset: 'utf8mb4',
    timezone: 'Z',
    bigNumberStrings: false,
    connectTimeout,
    poolSize,
    // TypeORM's errors have a stack of their own; mysql2's costs a stack trace for every statement that goes well.
    extra: {
      queueLimit,
      waitForConnections: true,
      enableKeepAlive: true,
      trace: false,
      maxPreparedStatements,
    },
  };
}

/** mysql2's pool, with settled sessions and a deadline for whoever waits for a connection. */
function createPool(options: PoolOptions): Pool {
  // Loaded with the first pool: an embedded database does without these megabytes.
  const mysql = require('mysql2') as typeof import('mysql2');
  const pool = mysql.createPool(options);
  pool.on('connection', (connection) => {
    giveUpWhenFrozen(connection);
    for (const statement of sessionSettings) {
      // Commands of a connection run in order, so this comes before the first statement of its user.
      connection.query(statement, (error) => {
        if (error) connection.destroy();
      });
    }
  });
  limitWaits(pool);
  return pool;
}

type GetConnection = Pool['getConnection'];

/** Whoever waits too long for a connection, or behind too many others, is told that the database is busy. */
function limitWaits(pool: Pool): void {
  const patience = new Patience<Parameters<GetConnection>[0]>(acquireTimeout, (callback) => {
    callback(databaseBusy('No database connection became free in time.'), undefined as never);
  });
  const getConnection = pool.getConnection.bind(pool);
  pool.getConnection = (callback) => {
    patience.begin(callback);
    getConnection((error: NodeJS.ErrnoException | null, connection: PoolConnection) => {
      if (!patience.end(callback)) connection?.release();
      else if (error?.message === 'Queue limit reached.')
        callback(databaseBusy('Too many wait for a connection.'), connection);
      else callback(error, connection);
    });
  };
}

type Answer = (error: Error | null, ...result: unknown[]) => void;

type Ask = (options: QueryOptions, answer?: Answer) => unknown;

/**
 * Puts a limit on the wait for each answer, from the moment it is asked for. After it the connection is destroyed: what it
 * was doing is unknown, and a ROLLBACK behind it would wait for ever.
 */
function giveUpWhenFrozen(connection: PoolConnection): void {
  const patience = new Patience<Answer>(answerTimeout, (answer) => {
    connection.destroy();
    const silence = Object.assign(new Error('The database does not answer'), {
      code: 'PROTOCOL_SEQUENCE_TIMEOUT',
    });
    for (const waiting of [answer, ...patience.endAll()]) waiting(silence);
  });
  Object.assign(connection, {
    query: limited(connection, patience, connection.query.bind(connection) as Ask),
    execute: limited(connection, patience, connection.execute.bind(connection) as Ask),
  });
}

function limited(
  connection: PoolConnection,
  patience: Patience<Answer>,
  ask: Ask,
): (sql: string, ...rest: unknown[]) => unknown {
  return (sql, ...rest) => {
    const answer = typeof rest.at(-1) === 'function' ? (rest.at(-1) as Answer) : undefined;
    const values = (rest[0] === answer ? undefined : rest[0]) as QueryOptions['values'];
    if (!answer || unlimited.has(connection)) return ask({ sql, values }, answer);
    patience.begin(answer);
    try {
      return ask({ sql, values }, (...result) => {
        if (patience.end(answer)) answer(...result);
      });
    } catch (error) {
      // The driver refuses the parameters: nothing was sent.
      patience.end(answer);
      throw error;
    }
  };
}
