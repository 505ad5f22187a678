import {
  columnsOf,
  type FullTextDialect,
  nothing,
  type Searched,
  type WordsCondition,
} from './full-text-dialect.js';
import type { Condition } from './keyset-rows.js';
import type { NearRows } from './keyset-scattered.js';
import { isBeginning } from './words.js';

/** Search with a FULLTEXT index of InnoDB. */
export const mysqlFullText: FullTextDialect = { each, near, all: match };

function each(searched: Searched, words: readonly string[]): WordsCondition[] {
  return [matchEach(searched, words)];
}

/**
 * Letters that some collations take for one other letter, such as ß or æ. LIKE compares letter by letter and would miss it, so
 * texts with more than ASCII are looked at in any case.
 */
const expanded = /ss|ae|oe|ij|dz|lj|nj/;

/** How many bytes of a row are looked at. */
const shortTexts = 4_000;

/**
 * Short texts that hold the letters, for the program to look at where the words begin: for a frequent word the index would take
 * longest. What is not indexed, and letters that collations know in ways of their own, are left to the index.
 */
function near(searched: Searched, words: readonly string[]): NearRows | undefined {
  const demanded = words.filter(isIndexed).map(fold);
  if (demanded.length === 0 || !demanded.every(isPlain)) return undefined;
  const whole = `CONCAT_WS(' ', ${columnsOf(searched).join(', ')})`;
  const isShort = `OCTET_LENGTH(${whole}) <= ${shortTexts}`;
  const letters = demanded.map((word, index) => {
    const holds = `${whole} LIKE :near${index}`;
    return expanded.test(word) ? `(${holds} OR OCTET_LENGTH(${whole}) > CHAR_LENGTH(${whole}))` : holds;
  });
  const parameters = Object.fromEntries(demanded.map((word, index) => [`near${index}`, `%${word}%`]));
  return {
    conditions: [{ sql: `CASE WHEN ${isShort} THEN ${letters.join(' AND ')} ELSE 1 END = 1`, parameters }],
    text: `CASE WHEN ${isShort} THEN ${whole} END`,
    keeps(text) {
      const folded = fold(text);
      if (!isPlain(folded)) return undefined;
      const indexed = folded.split(/[^a-z0-9_]+/).filter(isIndexed);
      return demanded.every((word) => indexed.some((other) => other.startsWith(word)));
    },
  };
}

/** Without case and accents. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether all collations take it the same way: ASCII, and what separates words in any case. */
function isPlain(folded: string): boolean {
  return !/[^\p{ASCII}\u00a0\u2010-\u2027\u20ac\u00a3\u00b0\u00b7\u00d7\u00ab\u00bb]/u.test(folded);
}

/** Asks the index of each row: MySQL would always begin with it if MATCH stood by itself. */
function matchEach(searched: Searched, words: readonly string[]): WordsCondition {
  const { sql, parameters } = match(searched, words);
  return { words, sql: `IF(${sql}, 1, 0) = 1`, parameters };
}

function match(searched: Searched, words: readonly string[]): Condition {
  const demanded = words.filter(isIndexed).map((word) => `+${word}*`);
  // A beginning of one or two letters would be looked for among nearly all words; whole words as short as that are not indexed.
  const wished = words.filter(isBeginning).map((word) => `${word}*`);
  if (wished.length === 0) return nothing;
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
