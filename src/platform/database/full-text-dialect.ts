import type { Condition } from './keyset-rows.js';
import type { NearRows, Way } from './keyset-scattered.js';

/** What has a full-text index, as a query names it. */
export interface Searched {
  readonly table: string;
  /** What the query calls the table. */
  readonly alias: string;
  /** The columns of the index, in any order. */
  readonly columns: readonly string[];
  /** Whether the texts are long, as the index was told. */
  readonly isLong?: boolean;
}

/** Whether a row holds some words of a search: for rows that are known, it reads their texts. */
export interface WordsCondition extends Condition {
  readonly words: readonly string[];
}

/** How one database is asked for rows that hold every one of some words, or words that begin with it where `isBeginning`. */
export interface FullTextDialect {
  /** Conditions about rows that are known: the index would first make a list of all rows with the words. */
  each(searched: Searched, words: readonly string[]): WordsCondition[];
  /** How rows that are known are found without the index. */
  near?(searched: Searched, words: readonly string[]): NearRows | undefined;
  /** The condition that asks the index. */
  all(searched: Searched, words: readonly string[]): Condition;
  /** The same in several ways, of which the database takes one. */
  ways?(searched: Searched, words: readonly string[]): Way[];
}

export const nothing: Condition = { sql: '1 = 0', parameters: {} };

/** The columns that are searched, as a query names them. */
export function columnsOf({ alias, columns }: Searched): string[] {
  return columns.map((column) => `${alias}.${column}`);
}
