import type { Pool, PoolConnection } from 'mysql2';
import {
  type Logger,
  QueryFailedError,
  QueryResult,
  QueryRunnerAlreadyReleasedError,
  type ReplicationMode,
} from 'typeorm';
import { MysqlDriver as TypeOrmMysqlDriver } from 'typeorm/driver/mysql/MysqlDriver.js';
import type { RowReader } from './direct-entity-manager.js';
import { MysqlQueryRunner } from 'typeorm/driver/mysql/MysqlQueryRunner.js';

/** TypeORM's driver for MySQL and MariaDB with a shorter way from a statement to the connection. */
export class MysqlDriver extends TypeOrmMysqlDriver implements RowReader {
  override createQueryRunner(mode: ReplicationMode): MysqlQueryRunner {
    return new DirectMysqlQueryRunner(this, mode);
  }

  /** On any connection of the pool, without a query runner. */
  async read<Row extends object>(sql: string, parameters: unknown[]): Promise<Row[]> {
    const connection = await connectionOf(this.pool as Pool);
    try {
      return (await run(this.dataSource.logger, connection, 'execute', sql, parameters)) as Row[];
    } finally {
      connection.release();
    }
  }
}

/** Calls neither TypeORM's query subscribers (`beforeQuery`, `afterQuery`) nor mysql2's promises; nobody here listens. */
class DirectMysqlQueryRunner extends MysqlQueryRunner implements RowReader {
  override query<T>(
    sql: string,
    parameters: unknown[] | undefined,
    structured: true,
  ): Promise<QueryResult<T>>;
  override query<T>(sql: string, parameters?: unknown[], structured?: false): Promise<T>;
  override async query(sql: string, parameters: unknown[] = [], structured = false): Promise<unknown> {
    const raw = await this.run('query', sql, parameters);
    return structured ? resultOf(raw) : raw;
  }

  /** Prepared: the server reads the text once per connection, and rows come in binary form. */
  async read<Row extends object>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return (await this.run('execute', sql, parameters)) as Row[];
  }

  private async run(how: 'query' | 'execute', sql: string, parameters: unknown[]): Promise<unknown> {
    if (this.isReleased) throw new QueryRunnerAlreadyReleasedError();
    return run(this.dataSource.logger, (await this.connect()) as PoolConnection, how, sql, parameters);
  }
}

function connectionOf(pool: Pool): Promise<PoolConnection> {
  return new Promise((resolve, reject) => {
    pool.getConnection((error, connection) => {
      if (error) reject(error);
      else resolve(connection);
    });
  });
}

async function run(
  logger: Logger,
  connection: PoolConnection,
  how: 'query' | 'execute',
  sql: string,
  parameters: unknown[],
): Promise<unknown> {
  logger.logQuery(sql, parameters);
  try {
    return await send(connection, how, sql, parameters);
  } catch (error) {
    logger.logQueryError(error as Error, sql, parameters);
    throw new QueryFailedError(sql, parameters, error as Error);
  }
}

type Send = (
  sql: string,
  parameters: unknown[],
  answer: (error: Error | null, rows: unknown) => void,
) => void;

function send(
  connection: PoolConnection,
  how: 'query' | 'execute',
  sql: string,
  parameters: unknown[],
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    (connection[how] as Send).call(connection, sql, parameters, (error, rows) => {
      if (error) reject(error);
      else resolve(rows);
    });
  });
}

function resultOf(raw: unknown): QueryResult {
  const result = new QueryResult();
  result.raw = raw;
  if (Array.isArray(raw)) result.records = raw;
  else result.affected = (raw as { affectedRows?: number }).affectedRows;
  return result;
}
