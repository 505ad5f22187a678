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
import type { Protocol } from './protocol.js';
import { MysqlQueryRunner } from 'typeorm/driver/mysql/MysqlQueryRunner.js';

/** TypeORM's driver for MySQL and MariaDB with a shorter way from a statement to the connection. */
export class MysqlDriver extends TypeOrmMysqlDriver implements RowReader {
  override createQueryRunner(mode: ReplicationMode): MysqlQueryRunner {
    return new DirectMysqlQueryRunner(this, mode);
  }

  /** On any connection of the pool, without a query runner. */
  async read<Row extends object>(sql: string, parameters: unknown[], protocol?: Protocol): Promise<Row[]> {
    const connection = await connectionOf(this.pool as Pool);
    try {
      return await observed<Row[]>(this.dataSource.logger, sql, parameters, (answer) => {
        ask(connection, commandOf(protocol), sql, parameters, answer);
      });
    } finally {
      // Also when the driver refuses the parameters before it sends anything.
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

  async read<Row extends object>(sql: string, parameters: unknown[], protocol?: Protocol): Promise<Row[]> {
    return (await this.run(commandOf(protocol), sql, parameters)) as Row[];
  }

  private async run(command: Command, sql: string, parameters: unknown[]): Promise<unknown> {
    if (this.isReleased) throw new QueryRunnerAlreadyReleasedError();
    const connection = (await this.connect()) as PoolConnection;
    return observed(this.dataSource.logger, sql, parameters, (answer) => {
      ask(connection, command, sql, parameters, answer);
    });
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

type Command = 'query' | 'execute';

/** Prepared, the server reads the text once per connection, and rows come in binary form. */
function commandOf(protocol: Protocol = 'prepared'): Command {
  return protocol === 'prepared' ? 'execute' : 'query';
}

type Answer = (error: Error | null, rows?: unknown) => void;

function ask(
  connection: PoolConnection,
  command: Command,
  sql: string,
  parameters: unknown[],
  answer: Answer,
): void {
  (connection[command] as (sql: string, parameters: unknown[], answer: Answer) => void).call(
    connection,
    sql,
    parameters,
    answer,
  );
}

/** Tells the logger of a statement and of its failure, whose stack leads to whoever awaits it. */
async function observed<Result>(
  logger: Logger,
  sql: string,
  parameters: unknown[],
  begin: (answer: Answer) => void,
): Promise<Result> {
  logger.logQuery(sql, parameters);
  try {
    return await new Promise<Result>((resolve, reject) => {
      begin((error, rows) => {
        if (error) reject(error);
        else resolve(rows as Result);
      });
    });
  } catch (error) {
    logger.logQueryError(error as Error, sql, parameters);
    throw new QueryFailedError(sql, parameters, error as Error);
  }
}

function resultOf(raw: unknown): QueryResult {
  const result = new QueryResult();
  result.raw = raw;
  if (Array.isArray(raw)) result.records = raw;
  else result.affected = (raw as { affectedRows?: number }).affectedRows;
  return result;
}
