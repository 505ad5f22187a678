import type { DataSource } from 'typeorm';
import { dialectOf } from './dialect.js';
import type { FullTextDialect, Searched, WordsCondition } from './full-text-dialect.js';
import { mysqlFullText } from './full-text-mysql.js';
import { sqliteFullText } from './full-text-sqlite.js';
import type { Condition } from './keyset-rows.js';
import type { ScatteredFilter } from './keyset-scattered.js';

export type { Searched, WordsCondition } from './full-text-dialect.js';

/** How many words of a search count: each costs a list of all rows that hold it. */
const mostWords = 6;

/**
 * For `keysetPage`: keeps the rows of a table with a full-text index that hold every word of a text, a word of three or more
 * letters perhaps only as the beginning of one in the row. The first six words count. The text is only ever data: quotes and operators in it mean
 * nothing.
 */
export function searchFilter(
  dataSource: DataSource,
  searched: Searched,
  text: string,
): ScatteredFilter<WordsCondition> {
  const dialect = fullTextOf(dataSource);
  const words = searchedWords(text);
  const conditions = dialect.each(searched, words);
  const near = dialect.near?.(searched, words);
  return {
    each: conditions,
    parts: conditions,
    ...(near && { near }),
    collect: (parts) => [dialect.all(searched, wordsOf(parts))],
    ...(dialect.ways && { ways: (parts) => dialect.ways?.(searched, wordsOf(parts)) ?? [] }),
  };
}

/**
 * The same as a plain condition, for tables of few rows with long texts: the index alone is asked, and only once.
 */
export function searchCondition(dataSource: DataSource, searched: Searched, text: string): Condition {
  return fullTextOf(dataSource).all(searched, searchedWords(text));
}

function fullTextOf(dataSource: DataSource): FullTextDialect {
  return dialectOf(dataSource) === 'mysql' ? mysqlFullText : sqliteFullText;
}

/** The words of a search; what is only the beginning of another one is left to that. */
function searchedWords(text: string): string[] {
  const words = (text.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []).map((word) => word.toLowerCase());
  return [...new Set(words)]
    .filter((word) => !words.some((other) => other !== word && other.startsWith(word)))
    .slice(0, mostWords);
}

function wordsOf(parts: readonly WordsCondition[]): string[] {
  return parts.flatMap(({ words }) => words);
}
