import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import type { BetterSqlite3DataSourceOptions } from 'typeorm/driver/better-sqlite3/BetterSqlite3DataSourceOptions.js';
import type { MysqlDataSourceOptions } from 'typeorm/driver/mysql/MysqlDataSourceOptions.js';
import { DirectEntityManager } from './direct-entity-manager.js';
import { DatabaseUnavailable, driverErrorCode, driverErrorNumber } from './errors.js';
import { mysqlOptions } from './mysql.js';
import { MysqlDriver } from './mysql-driver.js';
import { SnakeNamingStrategy } from './naming-strategy.js';
import { StatementCounter } from './query-count.js';
import { SqliteDriver } from './sqlite-driver.js';
import { noteFailure } from './transactions.js';

/** The kinds of TypeORM options that `dataSourceOptions` makes. */
export type DatabaseOptions = BetterSqlite3DataSourceOptions | MysqlDataSourceOptions;

/** TypeORM's data source with our entity manager and our drivers. */
class MainstayDataSource extends DataSource {
  constructor(options: DatabaseOptions) {
    super(options);
    this.driver = options.type === 'better-sqlite3' ? new SqliteDriver(this) : new MysqlDriver(this);
  }

  override createEntityManager(queryRunner?: QueryRunner): EntityManager {
    return new DirectEntityManager(this, queryRunner);
  }
}

/**
 * The TypeORM options for a `DATABASE_URL`: `sqlite:<path>` or `mysql://user:password@host:3306/name`.
 * @param poolSize connections of a MySQL pool; SQLite has two, whatever is asked
 */
export function dataSourceOptions(url: string, poolSize = 10): DatabaseOptions {
  const options: DatabaseOptions = url.startsWith('sqlite:')
    ? { type: 'better-sqlite3', database: url.slice('sqlite:'.length).replace(/^\/\//, '') }
    : mysqlOptions(new URL(url), poolSize);
  return { ...options, namingStrategy: new SnakeNamingStrategy(), logger: new StatementCounter(noteFailure) };
}

/**
 * Connects to a database.
 * @throws DatabaseUnavailable with one line that says what is wrong, without the password
 */
export async function openDataSource(options: DatabaseOptions): Promise<DataSource> {
  const dataSource = new MainstayDataSource(options);
  try {
    await dataSource.initialize();
  } catch (error) {
    throw error instanceof DatabaseUnavailable ? error : unavailable(options, error);
  }
  if (options.type === 'mysql') await requireUnicode(dataSource);
  return dataSource;
}

/** A start that fails for reasons of our own (a wrong entity) keeps its error. */
function unavailable(options: DatabaseOptions, error: unknown): unknown {
  if (options.type !== 'mysql' || (driverErrorNumber(error) ?? driverErrorCode(error)) === undefined)
    return error;
  const where = `${options.username}@${options.host}:${options.port}/${options.database}`;
  const reason =
    driverErrorNumber(error) === 1049
      ? 'it does not exist; create it with CREATE DATABASE ... CHARACTER SET utf8mb4'
      : (error instanceof Error && error.message) || driverErrorCode(error);
  return new DatabaseUnavailable(`The database ${where} cannot be used: ${reason}`, error);
}

async function requireUnicode(dataSource: DataSource): Promise<void> {
  const [row] = await dataSource.query<{ name: string }[]>('SELECT @@character_set_database AS name');
  if (row?.name === 'utf8mb4') return;
  await dataSource.destroy();
  throw new DatabaseUnavailable(
    `The database ${String(dataSource.options.database)} has the character set ${row?.name}: ` +
      'change it with ALTER DATABASE ... CHARACTER SET utf8mb4',
  );
}
