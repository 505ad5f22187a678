import { QueryFailedError } from 'typeorm';
import { defineError } from '../../kernel/errors.js';

/** 503: no connection or no turn to write became free before the deadline. */
export const databaseBusy = defineError('database_busy', 503, 'The database is busy');

/** The database cannot be used at all. The message is one line for an operator: print it without a stack trace. */
export class DatabaseUnavailable extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DatabaseUnavailable';
  }
}

/**
 * Thrown by a repository whose guarded update changed no row because another transaction was faster.
 * `Transactions.run` starts the whole work again when it sees one.
 */
export class ConcurrentUpdate extends Error {
  constructor(what: string) {
    super(`${what} was changed by another transaction at the same time`);
    this.name = 'ConcurrentUpdate';
  }
}

/** ER_CHECKREAD (snapshot conflict), ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK. */
const transientErrors = new Set([1020, 1205, 1213]);

/** Whether the same transaction may well succeed when it is run again. */
export function isTransient(error: unknown): boolean {
  return error instanceof ConcurrentUpdate || transientErrors.has(driverErrorNumber(error) ?? 0);
}

const unreachableErrors = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'PROTOCOL_CONNECTION_LOST',
  // No answer in time.
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
  // The server stopped a statement that took too long: MariaDB, MySQL.
  'ER_STATEMENT_TIMEOUT',
  'ER_QUERY_TIMEOUT',
]);

/**
 * Whether the database is gone, frozen or too slow: the request may be repeated later. Whether its transaction was
 * committed is unknown if the connection was lost just then.
 */
export function isUnreachable(error: unknown): boolean {
  return unreachableErrors.has(driverErrorCode(error) ?? '');
}

/** Whether a write broke a unique key or a primary key. */
export function isDuplicate(error: unknown): boolean {
  return (
    driverErrorNumber(error) === 1062 ||
    /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)$/.test(driverErrorCode(error) ?? '')
  );
}

/** Whether a write refers to a row that is not there, or not any more (ER_NO_REFERENCED_ROW_2). */
export function isMissingReference(error: unknown): boolean {
  return driverErrorNumber(error) === 1452 || driverErrorCode(error) === 'SQLITE_CONSTRAINT_FOREIGNKEY';
}

/** The number that MySQL and MariaDB give an error; undefined for others. */
export function driverErrorNumber(error: unknown): number | undefined {
  const { errno } = driverError(error);
  return typeof errno === 'number' ? errno : undefined;
}

/** The code that SQLite, mysql2 or the operating system give an error, such as `SQLITE_FULL` or `ECONNREFUSED`. */
export function driverErrorCode(error: unknown): string | undefined {
  const { code } = driverError(error);
  return typeof code === 'string' ? code : undefined;
}

function driverError(error: unknown): { errno?: unknown; code?: unknown } {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return typeof cause === 'object' && cause !== null ? cause : {};
}
