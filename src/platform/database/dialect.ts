import type { DataSource } from 'typeorm';

/** The SQL that a database speaks. MariaDB counts as MySQL. */
export type Dialect = 'mysql' | 'sqlite';

/** Tells the dialect of a data source that this folder opened. */
export function dialectOf(dataSource: DataSource): Dialect {
  return dataSource.options.type === 'mysql' ? 'mysql' : 'sqlite';
}

/**
 * A condition that most rows of a table meet. SQLite would take an index that begins with its column for a short way to
 * few rows, and read all of them (https://sqlite.org/lang_corefunc.html#likelihood).
 */
export function mostly(dataSource: DataSource, condition: string): string {
  return dialectOf(dataSource) === 'sqlite' ? `likelihood(${condition}, 0.9)` : condition;
}

/** SQL that makes one JSON object of the rows of a group; its keys come in any order. */
export function jsonObject(dataSource: DataSource, key: string, value: string): string {
  return `${dialectOf(dataSource) === 'mysql' ? 'JSON_OBJECTAGG' : 'json_group_object'}(${key}, ${value})`;
}
