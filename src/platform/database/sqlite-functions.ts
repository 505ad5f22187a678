import type Sqlite from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import { wordsTest } from './words.js';

/** `hold_words(words, text, …)`: 1 when each of the words begins a word in one of the texts, else 0. See words.ts. */
export const holdWords = 'hold_words';

/** A statement asks all its rows for the same few words. */
const tests = new LRUCache<string, ReturnType<typeof wordsTest>>({
  max: 100,
  memoMethod: (words) => wordsTest(words.split(' ')),
});

/** Gives a connection the functions that our statements call. */
export function defineFunctions(connection: Sqlite.Database): void {
  connection.function(
    holdWords,
    { varargs: true, deterministic: true, directOnly: true },
    (words: string, ...texts: (string | null)[]) =>
      Number(tests.memo(words)(texts.map((text) => text ?? ''))),
  );
}
