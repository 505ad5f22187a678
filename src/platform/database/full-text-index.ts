import { type QueryRunner, TableIndex } from 'typeorm';
import { dialectOf } from './dialect.js';

/** The index of a table: a FULLTEXT index in MySQL, a table of FTS5 in SQLite. */
export function fullTextIndexName(table: string): string {
  return `${table}_full_text`;
}

/**
 * For migrations: makes some text columns of a table searchable with `full-text.ts`. MySQL gets a FULLTEXT index (one
 * DDL statement); SQLite an FTS5 table beside the table, kept by triggers. The key of the table is `id`, and it has one
 * such index.
 *
 * Where texts are long (`isLong`, as the query says it), the index of SQLite keeps no positions within them: to read those would
 * be nearly all that a search takes.
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
  const add = `INSERT INTO ${index} (rowid, ${list}) VALUES (new.row, ${columnsOf('new', columns)})`;
  const remove = `INSERT INTO ${index} (${index}, rowid, ${list}) VALUES ('delete', old.row, ${columnsOf('old', columns)})`;
  const statements = [
    // It reads the texts from the table, and keeps no copy of them (https://sqlite.org/fts5.html#external_content_tables).
    `CREATE VIRTUAL TABLE ${index} USING fts5(
       ${list}, content = '${table}', content_rowid = 'row', tokenize = 'unicode61 remove_diacritics 2', detail = ${isLong ? 'column' : 'full'})`,
    `INSERT INTO ${index} (${index}) VALUES ('rebuild')`,
    `CREATE TRIGGER ${index}_insert AFTER INSERT ON ${table} BEGIN ${add}; END`,
    `CREATE TRIGGER ${index}_update AFTER UPDATE OF ${list} ON ${table} BEGIN ${remove}; ${add}; END`,
    `CREATE TRIGGER ${index}_delete AFTER DELETE ON ${table} BEGIN ${remove}; END`,
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
  for (const name of [index, `${index}_ids`]) await queryRunner.query(`DROP TABLE IF EXISTS ${name}`);
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

function columnsOf(alias: string, columns: readonly string[]): string {
  return columns.map((column) => `${alias}.${column}`).join(', ');
}
