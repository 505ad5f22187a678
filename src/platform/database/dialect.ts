import type { DataSource } from 'typeorm';

/** The SQL that a database speaks. MariaDB counts as MySQL. */
export type Dialect = 'mysql' | 'sqlite';

/** Tells the dialect of a data source that this folder opened. */
export function dialectOf(dataSource: DataSource): Dialect {
  return dataSource.options.type === 'mysql' ? 'mysql' : 'sqlite';
}
