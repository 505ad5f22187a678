import {
  columnsOf,
  type FullTextDialect,
  nothing,
  type Searched,
  type WordsCondition,
} from './full-text-dialect.js';
import type { Condition } from './keyset-rows.js';

/** Search with a FULLTEXT index of InnoDB. */
export const mysqlFullText: FullTextDialect = { each, all: match };

function each(searched: Searched, words: readonly string[]): WordsCondition[] {
  return [matchEach(searched, words)];
}

/** Asks the index of each row: MySQL would always begin with it if MATCH stood by itself. */
function matchEach(searched: Searched, words: readonly string[]): WordsCondition {
  const { sql, parameters } = match(searched, words);
  return { words, sql: `IF(${sql}, 1, 0) = 1`, parameters };
}

function match(searched: Searched, words: readonly string[]): Condition {
  if (words.length === 0) return nothing;
  const demanded = words.filter(isIndexed).map((word) => `+${word}*`);
  const wished = words.map((word) => `${word}*`);
  return {
    sql: `MATCH (${columnsOf(searched).join(', ')}) AGAINST (:fullText IN BOOLEAN MODE)`,
    parameters: { fullText: (demanded.length > 0 ? demanded : wished).join(' ') },
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
