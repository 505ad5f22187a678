import type { DataSource } from 'typeorm';

/** The SQL that a database speaks. MariaDB counts as MySQL. */
export type Dialect = 'mysql' | 'sqlite';

/** Tells the dialect of a data source that this folder opened. */
export function dialectOf(dataSource: DataSource): Dialect {
  return dataSource.options.type === 'mysql' ? 'mysql' : 'sqlite';
}

/** SQL that makes one JSON object of the rows of a group; its keys come in any order. */
export function jsonObject(dataSource: DataSource, key: string, value: string): string {
  return `${dialectOf(dataSource) === 'mysql' ? 'JSON_OBJECTAGG' : 'json_group_object'}(${key}, ${value})`;
}
