import type Sqlite from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import { wordTest } from './words.js';

/** `hold_word(word, text, …)`: 1 when the word begins a word in one of the texts, else 0. See words.ts. */
export const holdWord = 'hold_word';

/** A statement asks all its rows for the same few words. */
const tests = new LRUCache<string, ReturnType<typeof wordTest>>({ max: 100, memoMethod: wordTest });

/** Gives a connection the functions that our statements call. */
export function defineFunctions(connection: Sqlite.Database): void {
  connection.function(
    holdWord,
    { varargs: true, deterministic: true, directOnly: true },
    (word: string, ...texts: (string | null)[]) => Number(tests.memo(word)(texts.map((text) => text ?? ''))),
  );
}
