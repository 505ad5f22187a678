import {
  columnsOf,
  type FullTextDialect,
  nothing,
  type Searched,
  type WordsCondition,
} from './full-text-dialect.js';
import { fullTextIndexName } from './full-text-index.js';
import type { Condition } from './keyset-rows.js';
import type { Way } from './keyset-scattered.js';
import { wordsIn } from './words.js';
import { holdWords } from './sqlite-functions.js';

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
  // Some scripts have marks that FTS5 splits words at; an index without positions cannot tell what stands side by side.
  const parts = isLong ? words.map((word) => wordsIn(word).join('" "')) : words;
  const fullText = parts.map((part) => `"${part}"*`).join(' ');
  return {
    sql: `${alias}.row IN (SELECT rowid FROM ${index} WHERE ${index} MATCH :fullText)`,
    parameters: { fullText },
  };
}

/** Few rows are collected; among many the page is soon full, in whatever order. */
function ways(searched: Searched, words: readonly string[]): Way[] {
  const found = match(searched, words);
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
