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
import { holdWord } from './sqlite-functions.js';

/** Search with a table of FTS5. docs/decisions/0022-search-in-sqlite.md */
export const sqliteFullText: FullTextDialect = { each, all: match, ways };

/**
 * How many rows with the words of a search SQLite collects and sorts. It would read each of them (2 to 7 µs); to walk along
 * the index of the order and ask of each number whether it is among theirs takes a tenth of that.
 */
export const fewHits = 1_000;

function each(searched: Searched, words: readonly string[]): WordsCondition[] {
  if (words.length === 0) return [{ words, ...nothing }];
  const texts = columnsOf(searched);
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

function match({ table, alias }: Searched, words: readonly string[]): Condition {
  if (words.length === 0) return nothing;
  const index = fullTextIndexName(table);
  const fullText = words.map((word) => `"${word}"*`).join(' ');
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
