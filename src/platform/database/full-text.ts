import {
  type DataSource,
  type ObjectLiteral,
  type QueryRunner,
  type SelectQueryBuilder,
  TableIndex,
} from 'typeorm';
import { dialectOf } from './dialect.js';
import type { Condition } from './keyset-rows.js';

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

/** What has a full-text index, as a query names it. */
export interface Searched {
  readonly table: string;
  /** The id of the rows to keep, such as `post.id`. */
  readonly id: string;
  /** The columns of the index, in any order. */
  readonly columns: readonly string[];
}

/** Whether a row holds some words of a search: for rows that are known, it reads their texts. */
export interface WordsCondition extends Condition {
  readonly words: readonly string[];
}

/**
 * For queries: keeps the rows of a table with a full-text index that hold every word of a text, each word perhaps only
 * the beginning of one in the row. The text is only ever data: quotes and operators in it mean nothing.
 */
export function matchFullText<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  searched: Searched,
  text: string,
): SelectQueryBuilder<T> {
  const { sql, parameters } = matchWords(query.dataSource, searched, wordsOf(text));
  return query.andWhere(sql, parameters);
}

/** The same as one condition, for words that `wordConditions` has made of a text. */
export function matchWords(dataSource: DataSource, searched: Searched, words: readonly string[]): Condition {
  return match(dataSource, searched, words, 'fullText');
}

/**
 * The same as conditions that hold together, about rows that are known: they read the texts of these. MySQL's index would
 * first collect all rows with the words, however few are asked for; SQLite's is quick for all words at once.
 */
export function wordConditions(dataSource: DataSource, searched: Searched, text: string): WordsCondition[] {
  const words = wordsOf(text);
  const demanded = words.filter(isIndexed);
  if (dialectOf(dataSource) !== 'mysql' || demanded.length === 0) {
    const { sql, parameters } = match(dataSource, searched, words, 'words');
    return [{ words, sql: asNumber(dataSource, sql), parameters }];
  }
  const whole = `CONCAT_WS(' ', '', ${columnsOf(searched)})`;
  return demanded.map((word, index) => {
    const [part, start] = [`part${index}`, `start${index}`];
    if (beginsStopWord(word)) {
      const { sql, parameters } = match(dataSource, searched, [word], start);
      return { words: [word], sql: asNumber(dataSource, sql), parameters };
    }
    return {
      words: [word],
      sql: `(${whole} LIKE :${part} AND REGEXP_REPLACE(${whole}, :separators, ' ') LIKE :${start})`,
      // What separates words for InnoDB.
      parameters: { [part]: `%${word}%`, [start]: `% ${word}%`, separators: '[^\\p{L}\\p{N}\\p{M}_]+' },
    };
  });
}

/** MySQL would always begin with the full-text index if MATCH stood by itself. */
function asNumber(dataSource: DataSource, sql: string): string {
  return dialectOf(dataSource) === 'mysql' ? `IF(${sql}, 1, 0) = 1` : sql;
}

function match(
  dataSource: DataSource,
  searched: Searched,
  words: readonly string[],
  parameter: string,
): Condition {
  if (words.length === 0) return { sql: '1 = 0', parameters: {} };
  if (dialectOf(dataSource) === 'mysql') {
    const demanded = words.filter(isIndexed).map((word) => `+${word}*`);
    const wished = words.map((word) => `${word}*`);
    return {
      sql: `MATCH (${columnsOf(searched)}) AGAINST (:${parameter} IN BOOLEAN MODE)`,
      parameters: { [parameter]: (demanded.length > 0 ? demanded : wished).join(' ') },
    };
  }
  const index = indexName(searched.table);
  const found = `SELECT ids.id FROM ${index} JOIN ${index}_ids ids ON ids.row = ${index}.rowid WHERE ${index} MATCH :${parameter}`;
  return {
    sql: `${searched.id} IN (${found})`,
    parameters: { [parameter]: words.map((word) => `"${word}"*`).join(' ') },
  };
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

function columnsOf({ id, columns }: Searched): string {
  const alias = id.slice(0, id.indexOf('.'));
  return columns.map((column) => `${alias}.${column}`).join(', ');
}

function wordsOf(text: string): string[] {
  return (text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).slice(0, 20);
}

function indexName(table: string): string {
  return `${table}_full_text`;
}
