import { type QueryRunner, TableIndex } from 'typeorm';
import { dialectOf } from './dialect.js';

/** The index of a table: a FULLTEXT index in MySQL, a table of FTS5 in SQLite. */
export function fullTextIndexName(table: string): string {
  return `${table}_full_text`;
}

/** In SQLite, where texts are long: the words of the index as a table, one row for each text with the word. */
export function fullTextWordsName(table: string): string {
  return `${fullTextIndexName(table)}_words`;
}

/** How many characters of each text SQLite indexes where texts are long: a change of a row takes its index out and in again. */
export const indexedLength = 50_000;

/** Beginnings of so many letters have entries of their own where texts are long; of others SQLite reads all words that begin so. */
export const indexedBeginning = 3;

/**
 * For migrations: makes some text columns of a table searchable with `full-text.ts`. MySQL gets a FULLTEXT index (one
 * DDL statement); SQLite an FTS5 table beside the table, kept by triggers. The key of the table is `id`, and it has one
 * such index.
 *
 * Where texts are long (`isLong`, as the query says it), the index of SQLite keeps no positions within them, which would be nearly
 * all that a search reads, it holds entries for beginnings of words, and only the first `indexedLength` characters of each text.
 *
 * In SQLite the table gets a column `row`, which no entity needs to know: FTS5 names rows by a number, and a key that is
 * one stands in every index of the table.
 */
export async function createFullTextIndex(
  queryRunner: QueryRunner,
  table: string,
  columns: readonly string[],
  { isLong = false } = {},
): Promise<void> {
  const index = fullTextIndexName(table);
  if (dialectOf(queryRunner.dataSource) === 'mysql') {
    const settings = { name: index, columnNames: [...columns], isFulltext: true };
    return queryRunner.createIndex(table, new TableIndex(settings));
  }
  await numberRows(queryRunner, table);
  const list = columns.join(', ');
  const textsOf = (alias: string): string => {
    const names = columns.map((column) => `${alias}.${column}`);
    return names.map((name) => (isLong ? `substr(${name}, 1, ${indexedLength})` : name)).join(', ');
  };
  const add = `INSERT INTO ${index} (rowid, ${list}) VALUES (new.row, ${textsOf('new')})`;
  const remove = `INSERT INTO ${index} (${index}, rowid, ${list}) VALUES ('delete', old.row, ${textsOf('old')})`;
  // Either way it keeps no copy of the texts: https://sqlite.org/fts5.html#external_content_and_contentless_tables
  const options = isLong
    ? `content = '', detail = column, prefix = '${indexedBeginning}'`
    : `content = '${table}', content_rowid = 'row'`;
  const statements = [
    `CREATE VIRTUAL TABLE ${index} USING fts5(${list}, ${options}, tokenize = 'unicode61 remove_diacritics 2')`,
    `INSERT INTO ${index} (rowid, ${list}) SELECT row, ${textsOf(table)} FROM ${table}`,
    `CREATE TRIGGER ${index}_insert AFTER INSERT ON ${table} BEGIN ${add}; END`,
    `CREATE TRIGGER ${index}_update AFTER UPDATE OF ${list} ON ${table} BEGIN ${remove}; ${add}; END`,
    `CREATE TRIGGER ${index}_delete AFTER DELETE ON ${table} BEGIN ${remove}; END`,
    ...(isLong
      ? [`CREATE VIRTUAL TABLE ${fullTextWordsName(table)} USING fts5vocab('${index}', 'instance')`]
      : []),
  ];
  for (const statement of statements) await queryRunner.query(statement);
}

/** For migrations: makes the index of SQLite anew, as `createFullTextIndex` makes it by now. */
export async function renewFullTextIndex(
  queryRunner: QueryRunner,
  table: string,
  columns: readonly string[],
  options: { readonly isLong?: boolean } = {},
): Promise<void> {
  if (dialectOf(queryRunner.dataSource) === 'mysql') return;
  const index = fullTextIndexName(table);
  for (const event of ['insert', 'update', 'delete'])
    await queryRunner.query(`DROP TRIGGER IF EXISTS ${index}_${event}`);
  for (const name of [fullTextWordsName(table), index, `${index}_ids`])
    await queryRunner.query(`DROP TABLE IF EXISTS ${name}`);
  await createFullTextIndex(queryRunner, table, columns, options);
}

/** Rows of a table without such a key have a number too, but it changes when the file is compacted (VACUUM). */
async function numberRows(queryRunner: QueryRunner, table: string): Promise<void> {
  const columns = await queryRunner.manager.query<{ name: string }[]>(`PRAGMA table_info(${table})`);
  const names = columns.map(({ name }) => name);
  if (names.includes('row')) return;
  const objects = await queryRunner.manager.query<{ type: string; sql: string }[]>(
    `SELECT type, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL AND type IN ('table', 'index')`,
    [table],
  );
  const made = objects.find(({ type }) => type === 'table')?.sql ?? '';
  const body = made
    .slice(made.indexOf('('))
    .replace(
      /"?id"? char\(36\) PRIMARY KEY( NOT NULL)?/i,
      'row INTEGER PRIMARY KEY, id char(36) NOT NULL UNIQUE',
    );
  if (!body.startsWith('(row INTEGER')) throw new Error(`The first column of ${table} must be its key, id`);
  const list = names.join(', ');
  await queryRunner.query(`CREATE TABLE ${table}_numbered ${body}`);
  await queryRunner.query(`INSERT INTO ${table}_numbered (${list}) SELECT ${list} FROM ${table} ORDER BY id`);
  await queryRunner.query(`DROP TABLE ${table}`);
  await queryRunner.query(`ALTER TABLE ${table}_numbered RENAME TO ${table}`);
  for (const { type, sql } of objects) if (type === 'index') await queryRunner.query(sql);
}
