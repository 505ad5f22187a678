import type { DataSource } from 'typeorm';
import { dialectOf } from './dialect.js';
import { fullTextIndexName } from './full-text-index.js';
import type { Condition } from './keyset-rows.js';
import type { ScatteredFilter, Way } from './keyset-scattered.js';
import { holdWord } from './sqlite-functions.js';

/** What has a full-text index, as a query names it. */
export interface Searched {
  readonly table: string;
  /** What the query calls the table. */
  readonly alias: string;
  /** The columns of the index, in any order. */
  readonly columns: readonly string[];
}

/** Whether a row holds some words of a search: for rows that are known, it reads their texts. */
export interface WordsCondition extends Condition {
  readonly words: readonly string[];
}

/**
 * How many rows with the words of a search SQLite collects and sorts. It would read each of them (2 to 7 µs); to walk along
 * the index of the order and ask of each number whether it is among theirs takes a tenth of that.
 */
export const fewHits = 1_000;

/**
 * For `keysetPage`: keeps the rows of a table with a full-text index that hold every word of a text, each word perhaps only
 * the beginning of one in the row. The text is only ever data: quotes and operators in it mean nothing.
 */
export function searchFilter(
  dataSource: DataSource,
  searched: Searched,
  text: string,
): ScatteredFilter<WordsCondition> {
  const isMysql = dialectOf(dataSource) === 'mysql';
  const words = (text.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []).slice(0, 20);
  const conditions = isMysql ? eachInMysql(searched, words) : eachInSqlite(searched, words);
  const filter = { each: conditions, parts: conditions };
  if (isMysql) return { ...filter, collect: (parts) => [matchInMysql(searched, wordsOf(parts))] };
  return {
    ...filter,
    collect: (parts) => [matchInSqlite(searched, wordsOf(parts))],
    ways: (parts) => waysInSqlite(searched, wordsOf(parts)),
  };
}

function wordsOf(parts: readonly WordsCondition[]): string[] {
  return parts.flatMap(({ words }) => words);
}

/** Conditions about rows that are known: the index would first make a list of all rows with the words. */
function eachInMysql(searched: Searched, words: readonly string[]): WordsCondition[] {
  const demanded = words.filter(isIndexed);
  if (demanded.length === 0) return [matchEachInMysql(searched, words, 'words')];
  const whole = `CONCAT_WS(' ', '', ${columnsOf(searched)})`;
  return demanded.map((word, index) => {
    const [part, start] = [`part${index}`, `start${index}`];
    if (beginsStopWord(word)) return matchEachInMysql(searched, [word], start);
    return {
      words: [word],
      sql: `(${whole} LIKE :${part} AND REGEXP_REPLACE(${whole}, :separators, ' ') LIKE :${start})`,
      // What separates words for InnoDB.
      parameters: { [part]: `%${word}%`, [start]: `% ${word}%`, separators: '[^\\p{L}\\p{N}\\p{M}_]+' },
    };
  });
}

/** Asks the index of each row: MySQL would always begin with it if MATCH stood by itself. */
function matchEachInMysql(searched: Searched, words: readonly string[], parameter: string): WordsCondition {
  const { sql, parameters } = matchInMysql(searched, words, parameter);
  return { words, sql: `IF(${sql}, 1, 0) = 1`, parameters };
}

function matchInMysql(searched: Searched, words: readonly string[], parameter = 'fullText'): Condition {
  if (words.length === 0) return nothing;
  const demanded = words.filter(isIndexed).map((word) => `+${word}*`);
  const wished = words.map((word) => `${word}*`);
  return {
    sql: `MATCH (${columnsOf(searched)}) AGAINST (:${parameter} IN BOOLEAN MODE)`,
    parameters: { [parameter]: (demanded.length > 0 ? demanded : wished).join(' ') },
  };
}

function eachInSqlite(searched: Searched, words: readonly string[]): WordsCondition[] {
  if (words.length === 0) return [{ words, ...nothing }];
  const texts = searched.columns.map((column) => `${searched.alias}.${column}`);
  return words.map((word, index) => {
    const [whole, part] = [`word${index}`, `part${index}`];
    const sql = `${holdWord}(:${whole}, ${texts.join(', ')}) = 1`;
    if (!/^\p{ASCII}*$/u.test(word)) return { words: [word], sql, parameters: { [whole]: word } };
    // A text of ASCII that does not hold the letters holds no such word: most need not be given to our function.
    const mayHold = texts.map((text) => `${text} LIKE :${part} OR octet_length(${text}) > length(${text})`);
    return {
      words: [word],
      sql: `((${mayHold.join(' OR ')}) AND ${sql})`,
      parameters: { [whole]: word, [part]: `%${word}%` },
    };
  });
}

function matchInSqlite({ table, alias }: Searched, words: readonly string[]): Condition {
  if (words.length === 0) return nothing;
  const index = fullTextIndexName(table);
  const fullText = words.map((word) => `"${word}"*`).join(' ');
  return {
    sql: `${alias}.row IN (SELECT rowid FROM ${index} WHERE ${index} MATCH :fullText)`,
    parameters: { fullText },
  };
}

/** Few rows are collected; among many the page is soon full, in whatever order. */
function waysInSqlite(searched: Searched, words: readonly string[]): Way[] {
  const found = matchInSqlite(searched, words);
  if (words.length === 0) return [{ conditions: [found], when: { sql: '1 = 1', parameters: {} } }];
  const index = fullTextIndexName(searched.table);
  const hits = `SELECT 1 FROM ${index} WHERE ${index} MATCH :fullText LIMIT ${fewHits + 1}`;
  const areFew = `(SELECT COUNT(*) FROM (${hits})) <= ${fewHits}`;
  // With the sign SQLite does not begin with the hits: https://sqlite.org/optoverview.html, "unary +".
  const asked = { ...found, sql: `+${found.sql}` };
  return [
    { conditions: [found], when: { sql: areFew, parameters: found.parameters } },
    { conditions: [asked], when: { sql: `NOT ${areFew}`, parameters: found.parameters } },
  ];
}

const nothing: Condition = { sql: '1 = 0', parameters: {} };

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

function columnsOf({ alias, columns }: Searched): string {
  return columns.map((column) => `${alias}.${column}`).join(', ');
}
