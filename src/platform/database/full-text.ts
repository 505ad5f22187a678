import type { DataSource } from 'typeorm';
import { dialectOf } from './dialect.js';
import type { Searched, WordsCondition } from './full-text-dialect.js';
import { mysqlFullText } from './full-text-mysql.js';
import { sqliteFullText } from './full-text-sqlite.js';
import type { ScatteredFilter } from './keyset-scattered.js';

export type { Searched, WordsCondition } from './full-text-dialect.js';

/**
 * For `keysetPage`: keeps the rows of a table with a full-text index that hold every word of a text, each word perhaps only
 * the beginning of one in the row. The text is only ever data: quotes and operators in it mean nothing.
 */
export function searchFilter(
  dataSource: DataSource,
  searched: Searched,
  text: string,
): ScatteredFilter<WordsCondition> {
  const dialect = dialectOf(dataSource) === 'mysql' ? mysqlFullText : sqliteFullText;
  const words = (text.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []).slice(0, 20);
  const conditions = dialect.each(searched, words);
  return {
    each: conditions,
    parts: conditions,
    collect: (parts) => [dialect.all(searched, wordsOf(parts))],
    ...(dialect.ways && { ways: (parts) => dialect.ways?.(searched, wordsOf(parts)) ?? [] }),
  };
}

function wordsOf(parts: readonly WordsCondition[]): string[] {
  return parts.flatMap(({ words }) => words);
}
