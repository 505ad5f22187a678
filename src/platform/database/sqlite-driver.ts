import type { ReadStream } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { Mutex, type MutexInterface, withTimeout } from 'async-mutex';
import Sqlite from 'better-sqlite3';
import {
  type DataSource,
  QueryFailedError,
  type QueryResult,
  QueryRunnerAlreadyReleasedError,
  TypeORMError,
} from 'typeorm';
import { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import { BetterSqlite3QueryRunner } from 'typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner.js';
import { DateUtils } from 'typeorm/util/DateUtils.js';
import { DomainError } from '../../kernel/errors.js';
import { createFile, createFolder } from './private-files.js';
import type { RowReader } from './direct-entity-manager.js';
import { DatabaseUnavailable, databaseBusy, driverErrorCode } from './errors.js';
import { SqliteConnection } from './sqlite-connection.js';

const writerWait = 10_000;
const writerQueue = 1_000;
const lockWait = 10_000;

/**
 * SQLite for many callers at once. TypeORM's own driver shares one connection and one query runner between all of them,
 * so that strangers' transactions mix. Here:
 *
 * - each caller has a query runner of its own;
 * - one connection writes. It belongs to one transaction at a time, begun with BEGIN IMMEDIATE; the others wait in an
 *   orderly queue, for a finite time;
 * - one read-only connection (WAL) serves reads outside a transaction: they see what is committed, and wait for nobody;
 * - SQLite itself says whether a statement writes (`readonly` of the prepared statement);
 * - locks of other processes are waited for without blocking the event loop.
 *
 * TypeORM's query subscribers (`beforeQuery`, `afterQuery`) are not called.
 */
export class SqliteDriver extends BetterSqlite3Driver implements RowReader {
  declare writer: SqliteConnection;
  declare reader: SqliteConnection;
  private readonly mutex = new Mutex();
  private readonly turns: MutexInterface;
  private waiting = 0;

  constructor(dataSource: DataSource) {
    super(dataSource);
    this.turns = withTimeout(
      this.mutex,
      writerWait,
      databaseBusy('The database had no time for this change.'),
    );
    this.supportedDataTypes.push('char');
    this.withLengthColumnTypes.push('char');
  }

  /** @throws DatabaseUnavailable with one line that names the file */
  override async connect(): Promise<void> {
    const file = resolve(this.options.database);
    try {
      createFolder(dirname(file));
      // SQLite gives its other files, -wal and -shm, the mode of this one.
      createFile(file);
      const writer = new Sqlite(file, { timeout: 0 });
      await patiently(() => writer.pragma('journal_mode = WAL'));
      writer.pragma('synchronous = FULL');
      writer.pragma('foreign_keys = ON');
      this.databaseConnection = writer;
      this.writer = new SqliteConnection(writer);
      this.reader = new SqliteConnection(new Sqlite(file, { readonly: true, timeout: 0 }));
    } catch (error) {
      throw new DatabaseUnavailable(
        `The database file ${file} cannot be used: ${(error as Error).message}`,
        error,
      );
    }
  }

  override async disconnect(): Promise<void> {
    const release = await this.acquireWriter();
    this.reader.close();
    this.writer.close();
    release();
  }

  override createQueryRunner(): SqliteQueryRunner {
    return new SqliteQueryRunner(this);
  }

  /** Binds numbers instead of writing them into the SQL text, so that prepared statements are found again. */
  override escapeQueryWithParameters(sql: string, parameters: Record<string, unknown>): [string, unknown[]] {
    const bound: unknown[] = [];
    const text = sql.replaceAll(
      /:(\.\.\.)?([A-Za-z0-9_.]+)/g,
      (full, list: string | undefined, name: string) => {
        if (!Object.hasOwn(parameters ?? {}, name)) return full;
        const value = parameters[name];
        if (typeof value === 'function') return (value as () => string)();
        const values: unknown[] = list && Array.isArray(value) ? value : [value];
        bound.push(...values);
        return values.map(() => '?').join(', ');
      },
    );
    return [text, bound];
  }

  /** On the connection that reads, without a query runner. */
  async read<Row extends object>(sql: string, parameters: unknown[]): Promise<Row[]> {
    const { logger } = this.dataSource;
    logger.logQuery(sql, parameters);
    try {
      await setImmediate();
      const { records } = await patiently(() => this.reader.execute(sql, parameters.map(bindable)));
      return records as Row[];
    } catch (error) {
      if (error instanceof DomainError) throw error;
      logger.logQueryError(error as Error, sql, parameters);
      throw new QueryFailedError(sql, parameters, error as Error);
    }
  }

  /** Waits for the turn to write. @throws databaseBusy after 10 s, or at once when 1,000 wait already */
  async acquireWriter(): Promise<() => void> {
    if (this.waiting >= writerQueue) throw databaseBusy('Too many wait to change the database.');
    const contended = this.mutex.isLocked();
    this.waiting += 1;
    try {
      const release = await this.turns.acquire();
      // Turns pass from promise to promise; without this pause a long queue would keep timers and sockets waiting.
      if (contended) await setImmediate();
      return release;
    } finally {
      this.waiting -= 1;
    }
  }
}

/** Runs the statements of one caller: on the writer within a transaction, else where each of them belongs. */
export class SqliteQueryRunner extends BetterSqlite3QueryRunner {
  declare driver: SqliteDriver;
  private releaseWriter?: () => void;
  private inMigration = false;

  override query<T>(
    sql: string,
    parameters: unknown[] | undefined,
    structured: true,
  ): Promise<QueryResult<T>>;
  override query<T>(sql: string, parameters?: unknown[], structured?: false): Promise<T>;
  override async query(sql: string, parameters: unknown[] = [], structured = false): Promise<unknown> {
    if (this.isReleased) throw new QueryRunnerAlreadyReleasedError();
    this.dataSource.logger.logQuery(sql, parameters, this);
    try {
      const result = await this.execute(sql, parameters.map(bindable));
      return structured ? result : (result.raw as unknown);
    } catch (error) {
      if (error instanceof DomainError) throw error;
      this.dataSource.logger.logQueryError(error as Error, sql, parameters, this);
      throw new QueryFailedError(sql, parameters, error as Error);
    }
  }

  override async startTransaction(): Promise<void> {
    if (this.transactionDepth > 0) return super.startTransaction();
    const release = this.releaseWriter ? undefined : await this.driver.acquireWriter();
    this.releaseWriter ??= release;
    try {
      await this.broadcaster.broadcast('BeforeTransactionStart');
      await this.query('BEGIN IMMEDIATE');
      this.isTransactionActive = true;
      this.transactionDepth = 1;
      await this.broadcaster.broadcast('AfterTransactionStart');
    } catch (error) {
      if (release) this.leaveWriter();
      throw error;
    }
  }

  override async commitTransaction(): Promise<void> {
    await super.commitTransaction();
    if (this.transactionDepth === 0 && !this.inMigration) this.leaveWriter();
  }

  override async rollbackTransaction(): Promise<void> {
    try {
      await super.rollbackTransaction();
    } finally {
      if (!this.isTransactionActive && !this.inMigration) this.leaveWriter();
    }
  }

  /** Ends what its user left open, and gives the turn to write back. */
  override async release(): Promise<void> {
    await super.release();
    this.isReleased = true;
    this.leaveWriter();
  }

  /** Takes the writer until `afterMigration`; rebuilding a table must not cascade into the tables that refer to it. */
  override async beforeMigration(): Promise<void> {
    this.releaseWriter ??= await this.driver.acquireWriter();
    this.inMigration = true;
    this.driver.writer.raw.pragma('foreign_keys = OFF');
  }

  override async afterMigration(): Promise<void> {
    this.driver.writer.statements.clear();
    this.driver.reader.statements.clear();
    this.leaveWriter();
  }

  /** Reads rows one by one on a connection of their own; not inside a transaction. */
  override async stream(sql: string, parameters: unknown[] = []): Promise<ReadStream> {
    if (this.releaseWriter) throw new TypeORMError('SQLite streams rows only outside a transaction');
    const connection = new SqliteConnection(
      new Sqlite(this.driver.writer.raw.name, { readonly: true, timeout: 0 }),
    );
    const rows = connection.prepare(sql).iterate(...parameters.map(bindable));
    const stream = Readable.from(rows).once('close', () => connection.close());
    // TypeORM names the stream of a file here; all that its users call is what every readable stream has.
    return stream as unknown as ReadStream;
  }

  private async execute(sql: string, parameters: unknown[]): Promise<QueryResult> {
    const { writer, reader } = this.driver;
    if (this.releaseWriter) {
      if (this.isTransactionActive && !writer.raw.inTransaction)
        throw new Error('SQLite has rolled this transaction back');
      return patiently(() => writer.execute(sql, parameters));
    }
    if (await this.isRead(sql)) {
      // Reads wait for nothing but promises: without this pause one socket is served again and again while others wait.
      await setImmediate();
      return patiently(() => reader.execute(sql, parameters));
    }
    const release = await this.driver.acquireWriter();
    try {
      return await patiently(() => writer.execute(sql, parameters));
    } finally {
      release();
    }
  }

  private async isRead(sql: string): Promise<boolean> {
    try {
      return await patiently(() => this.driver.reader.prepare(sql).readonly);
    } catch {
      // The reader may not have seen yet that a table is new or gone. If the fault is real, the writer will say so.
      return false;
    }
  }

  private leaveWriter(): void {
    if (!this.releaseWriter) return;
    const { raw } = this.driver.writer;
    if (raw.inTransaction) raw.exec('ROLLBACK');
    if (this.inMigration) raw.pragma('foreign_keys = ON');
    this.isTransactionActive = false;
    this.inMigration = false;
    this.transactionDepth = 0;
    this.releaseWriter();
    this.releaseWriter = undefined;
  }
}

/** Tries again while another process holds a lock, up to a deadline, leaving the event loop free. */
async function patiently<T>(work: () => T): Promise<T> {
  const deadline = Date.now() + lockWait;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!driverErrorCode(error)?.startsWith('SQLITE_BUSY')) throw error;
      if (Date.now() > deadline) throw databaseBusy('Another process kept the database locked.');
      await setTimeout(1 + Math.random() * 20);
    }
  }
}

/** SQLite knows no Date and no boolean, and takes JavaScript's numbers for fractions unless they are BigInt. */
function bindable(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (value instanceof Date) return DateUtils.mixedDateToUtcDatetimeString(value);
  return value === undefined ? null : value;
}
