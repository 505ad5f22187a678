import {
  columnsOf,
  type FullTextDialect,
  nothing,
  type Searched,
  type WordsCondition,
} from './full-text-dialect.js';
import { fullTextIndexName, fullTextWordsName, indexedBeginning } from './full-text-index.js';
import type { Condition } from './keyset-rows.js';
import type { Way } from './keyset-scattered.js';
import { holdWords } from './sqlite-functions.js';
import { isBeginning, wordsIn } from './words.js';

/** Search with a table of FTS5. docs/decisions/0022-search-in-sqlite.md */
export const sqliteFullText: FullTextDialect = { each, all: match, ways };

/**
 * How many rows with the words of a search SQLite collects and sorts. It would read each of them (2 to 7 µs); to walk along
 * the index of the order and ask of each number whether it is among theirs takes a tenth of that.
 */
export const fewHits = 1_000;

/**
 * How many bytes of a row are looked at; of longer ones the index is asked, which first makes a list of all rows with the words.
 */
const shortTexts = 4_000;

/** How many words that begin alike are read for a search (0.2 µs each). */
const readWords = 20_000;

function each(searched: Searched, words: readonly string[]): WordsCondition[] {
  if (words.length === 0) return [{ words, ...nothing }];
  const texts = columnsOf(searched);
  const found = match(searched, words);
  const length = texts.map((text) => `ifnull(octet_length(${text}), 0)`).join(' + ');
  const sql = `CASE WHEN ${length} <= ${shortTexts} THEN ${holdWords}(:words, ${texts.join(', ')}) ELSE ${found.sql} END`;
  return [{ words, sql: `${sql} = 1`, parameters: { ...found.parameters, words: words.join(' ') } }];
}

function match({ table, alias, isLong = false }: Searched, words: readonly string[]): Condition {
  if (words.length === 0) return nothing;
  const index = fullTextIndexName(table);
  const { sql, parameters } = isLong ? boundedQuery(table, words) : query(words);
  return { sql: `${alias}.row IN (SELECT rowid FROM ${index} WHERE ${index} MATCH ${sql})`, parameters };
}

/** What FTS5 is asked. Some scripts have marks that it splits words at; what is left side by side is a phrase. */
function query(words: readonly string[]): Condition {
  const terms = words.map((word) => termOf(word, wordsIn(word).at(-1)));
  return { sql: ':fullText', parameters: { fullText: terms.join(' ') } };
}

/**
 * The same for an index without positions, which knows no phrases. Where a beginning has no entry of its own and too many words begin with
 * it, the search is for a shorter one that has, or for the whole word.
 */
function boundedQuery(table: string, words: readonly string[]): Condition {
  const parts = [...new Set(words.flatMap(wordsIn))];
  const most = Math.floor(readWords / parts.length);
  const parameters: Record<string, string> = {};
  const terms = parts.map((part, number) => {
    const letters = [...part];
    const [word, term] = [`fullTextWord${number}`, `fullTextTerm${number}`];
    parameters[term] = termOf(part);
    if (!isBeginning(part) || letters.length === indexedBeginning) return `:${term}`;
    const short = letters.slice(0, indexedBeginning).join('');
    const instead = `fullTextInstead${number}`;
    Object.assign(parameters, { [word]: part, [instead]: short === part ? `"${part}"` : termOf(short) });
    const found = `SELECT 1 FROM ${fullTextWordsName(table)} WHERE term >= :${word} AND term < :${word} || char(1114111)`;
    return `iif((SELECT COUNT(*) FROM (${found} LIMIT ${most + 1})) > ${most}, :${instead}, :${term})`;
  });
  return { sql: `(${terms.join(` || ' ' || `)})`, parameters };
}

function termOf(word: string, last = word): string {
  return isBeginning(last) ? `"${word}"*` : `"${word}"`;
}

/** Few rows are collected; among many the page is soon full, in whatever order. */
function ways(searched: Searched, words: readonly string[]): Way[] {
  const found = match(searched, words);
  if (words.length === 0) return [{ conditions: [found], when: { sql: '1 = 1', parameters: {} } }];
  const index = fullTextIndexName(searched.table);
  const { sql, parameters } = query(words);
  const hits = `SELECT 1 FROM ${index} WHERE ${index} MATCH ${sql} LIMIT ${fewHits + 1}`;
  const areFew = `(SELECT COUNT(*) FROM (${hits})) <= ${fewHits}`;
  // With the sign SQLite does not begin with the hits: https://sqlite.org/optoverview.html, "unary +".
  const asked = { ...found, sql: `+${found.sql}` };
  return [
    { conditions: [found], when: { sql: areFew, parameters } },
    { conditions: [asked], when: { sql: `NOT ${areFew}`, parameters } },
  ];
}
