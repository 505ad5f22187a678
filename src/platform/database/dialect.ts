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

/**
 * The condition of rows behind a place in an order by a column and then the id. Each database is told so that it begins there in
 * an index of both, and passes over no rows with the same value: SQLite by row values, which keep MySQL from using the index.
 */
export function rowsBehind(
  dataSource: DataSource,
  [column, id]: readonly [string, string],
  direction: 'ASC' | 'DESC',
  place: { readonly value: string; readonly id: string },
): string {
  const beyond = direction === 'DESC' ? '<' : '>';
  if (dialectOf(dataSource) === 'sqlite') return `(${column}, ${id}) ${beyond} (${place.value}, ${place.id})`;
  const tied = `${column} = ${place.value} AND ${id} ${beyond} ${place.id}`;
  return `${column} ${beyond}= ${place.value} AND (${column} ${beyond} ${place.value} OR (${tied}))`;
}

/** SQL that makes one JSON object of the rows of a group; its keys come in any order. */
export function jsonObject(dataSource: DataSource, key: string, value: string): string {
  return `${dialectOf(dataSource) === 'mysql' ? 'JSON_OBJECTAGG' : 'json_group_object'}(${key}, ${value})`;
}
