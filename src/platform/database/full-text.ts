import { type ObjectLiteral, type QueryRunner, type SelectQueryBuilder, TableIndex } from 'typeorm';
import { dialectOf } from './dialect.js';

/**
 * For migrations: makes some text columns of a table searchable with `matchFullText`. MySQL gets a FULLTEXT index (one
 * DDL statement); SQLite an FTS5 table beside the table, kept by triggers. The key of the table is `id`, and it has one
 * such index.
 */
export async function createFullTextIndex(
  queryRunner: QueryRunner,
  table: string,
  columns: readonly string[],
): Promise<void> {
  const index = indexName(table);
  if (dialectOf(queryRunner.dataSource) === 'mysql') {
    const settings = { name: index, columnNames: [...columns], isFulltext: true };
    return queryRunner.createIndex(table, new TableIndex(settings));
  }
  const list = columns.join(', ');
  const added = columns.map((column) => `new.${column}`).join(', ');
  const set = columns.map((column) => `${column} = new.${column}`).join(', ');
  const row = (id: string) => `(SELECT row FROM ${index}_ids WHERE id = ${id})`;
  const statements = [
    // Rows of our tables have no stable number in SQLite (VACUUM may change it): this table gives them one.
    `CREATE TABLE ${index}_ids (row INTEGER PRIMARY KEY, id char(36) NOT NULL UNIQUE)`,
    `INSERT INTO ${index}_ids (id) SELECT id FROM ${table}`,
    `CREATE VIRTUAL TABLE ${index} USING fts5(${list}, tokenize = 'unicode61 remove_diacritics 2')`,
    `INSERT INTO ${index} (rowid, ${list}) SELECT ${row(`${table}.id`)}, ${list} FROM ${table}`,
    `CREATE TRIGGER ${index}_insert AFTER INSERT ON ${table} BEGIN
       INSERT INTO ${index}_ids (id) VALUES (new.id);
       INSERT INTO ${index} (rowid, ${list}) VALUES (${row('new.id')}, ${added});
     END`,
    `CREATE TRIGGER ${index}_update AFTER UPDATE OF ${list} ON ${table} BEGIN
       UPDATE ${index} SET ${set} WHERE rowid = ${row('new.id')};
     END`,
    `CREATE TRIGGER ${index}_delete AFTER DELETE ON ${table} BEGIN
       DELETE FROM ${index} WHERE rowid = ${row('old.id')};
       DELETE FROM ${index}_ids WHERE id = old.id;
     END`,
  ];
  for (const statement of statements) await queryRunner.query(statement);
}

/**
 * For queries: keeps the rows of a table with a full-text index that hold every word of a text, each word perhaps only
 * the beginning of one in the row. The text is only ever data: quotes and operators in it mean nothing.
 * @param idExpression the id of the rows to keep, such as `post.id`
 * @param columns those of the index, in any order
 */
export function matchFullText<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  table: string,
  idExpression: string,
  text: string,
  columns: readonly string[],
): SelectQueryBuilder<T> {
  return match(query, table, idExpression, text, columns, (found) => found);
}

/**
 * The same for a query about some rows that are known: it reads their texts. MySQL's index would first collect all rows with
 * the words, however few are asked for.
 */
export function matchFullTextOfEach<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  table: string,
  idExpression: string,
  text: string,
  columns: readonly string[],
): SelectQueryBuilder<T> {
  const words = wordsOf(text);
  const demanded = words.filter(isIndexed);
  const dependsOnIndex = demanded.length === 0 || demanded.some(beginsStopWord);
  if (dialectOf(query.dataSource) !== 'mysql' || dependsOnIndex)
    // MySQL would always begin with the full-text index if MATCH stood by itself.
    return match(query, table, idExpression, text, columns, (found) => `IF(${found}, 1, 0) = 1`);
  const whole = `CONCAT_WS(' ', '', ${searchedIn(idExpression, columns)})`;
  // What separates words for InnoDB.
  query.setParameter('separators', '[^\\p{L}\\p{N}\\p{M}_]+');
  for (const [index, word] of demanded.entries())
    query.andWhere(
      `(${whole} LIKE :part${index} AND REGEXP_REPLACE(${whole}, :separators, ' ') LIKE :word${index})`,
      { [`part${index}`]: `%${word}%`, [`word${index}`]: `% ${word}%` },
    );
  return query;
}

function match<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  table: string,
  idExpression: string,
  text: string,
  columns: readonly string[],
  wrap: (mysqlCondition: string) => string,
): SelectQueryBuilder<T> {
  const words = wordsOf(text);
  if (words.length === 0) return query.andWhere('1 = 0');
  if (dialectOf(query.dataSource) === 'mysql') {
    const searched = searchedIn(idExpression, columns);
    const fullText = words.map((word) => (isIndexed(word) ? `+${word}*` : `${word}*`)).join(' ');
    return query.andWhere(wrap(`MATCH (${searched}) AGAINST (:fullText IN BOOLEAN MODE)`), { fullText });
  }
  const index = indexName(table);
  const found = `SELECT ids.id FROM ${index} JOIN ${index}_ids ids ON ids.row = ${index}.rowid WHERE ${index} MATCH :fullText`;
  return query.andWhere(`${idExpression} IN (${found})`, {
    fullText: words.map((word) => `"${word}"*`).join(' '),
  });
}

/** InnoDB's own list; an index does not hold these words. */
const stopWords = new Set(
  (
    'a about an are as at be by com de en for from how i in is it la of on or that the this to und was what when ' +
    'where who will with www'
  ).split(' '),
);

/** Words that InnoDB does not index, common ones and those of less than three letters, cannot be demanded. */
function isIndexed(word: string): boolean {
  return [...word].length >= 3 && !stopWords.has(word.toLowerCase());
}

/** Whether a word may be the beginning of one that is not indexed. */
function beginsStopWord(word: string): boolean {
  return [...stopWords].some((stopWord) => stopWord.startsWith(word.toLowerCase()));
}

function searchedIn(idExpression: string, columns: readonly string[]): string {
  const alias = idExpression.slice(0, idExpression.indexOf('.'));
  return columns.map((column) => `${alias}.${column}`).join(', ');
}

function wordsOf(text: string): string[] {
  return (text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).slice(0, 20);
}

function indexName(table: string): string {
  return `${table}_full_text`;
}
