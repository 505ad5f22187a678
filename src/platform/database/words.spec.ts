import { describe, expect, it } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { isBeginning, wordsIn, wordsTest } from './words.js';

/** Every character of the first planes' Latin, Greek, Cyrillic, Armenian, Hebrew and Arabic, and some of others. */
const characters = [
  ...Array.from({ length: 0x600 }, (_, code) => String.fromCodePoint(code + 1)),
  ...'ẞạễỳἀᾳ中文かなガ한글각ﬁＡ①²₂½𝒜🎵–—…’“”№₤€℃ः',
];
/** Letters with two accents that SQLite leaves alone, and what came into Unicode after its tables were made. */
const otherwise = /^[Ǡǡ\u037f\u0528-\u052f\u0560\u0588\u058d\u058e\u05ef\u20bd\p{Cn}]$/u;

describe('Whether a text holds a word', () => {
  const database = new Sqlite(':memory:');
  database.exec(`CREATE VIRTUAL TABLE texts USING fts5(a, b, tokenize = 'unicode61 remove_diacritics 2')`);
  const clear = database.prepare('DELETE FROM texts');
  const add = database.prepare('INSERT INTO texts (rowid, a, b) VALUES (?, ?, ?)');
  const find = database.prepare('SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rowid').pluck();

  /** The numbers of texts in which the index finds a word. */
  const indexed = (word: string): unknown[] =>
    find.all(isBeginning(wordsIn(word).at(-1) ?? '') ? `"${word}"*` : `"${word}"`);

  it('is what the index says of every letter, and of whatever separates words', () => {
    const known = characters.filter((character) => !otherwise.test(character));
    clear.run();
    for (const [index, character] of known.entries()) add.run(index, `ta${character}le`, '');
    for (const word of ['tale', 'ta', 'le', 'tal', 'taele', 'taσ', 'taß', 'taµl']) {
      const holds = wordsTest([word]);
      const found = known.flatMap((character, index) => (holds([`ta${character}le`, '']) ? [index] : []));
      expect([word, found.map((index) => known[index])]).toEqual([
        word,
        indexed(word).map((index) => known[Number(index)]),
      ]);
    }
    for (const character of known.filter((one) => one < '\u0180' && /[\p{L}\p{N}]/u.test(one))) {
      const holds = wordsTest([`ta${character}`]);
      const found = known.flatMap((other, index) => (holds([`ta${other}le`, '']) ? [index] : []));
      expect([character, found]).toEqual([character, indexed(`ta${character}`)]);
    }
  });

  it('is what the index says of texts of many words', () => {
    const piece = fc.constantFrom(
      'ab',
      'a',
      'B',
      'é',
      'É',
      'e\u0301',
      'ς',
      'Σ',
      'σ',
      'ß',
      'й',
      '中',
      ' ',
      '-',
      '_',
      '’',
      '.',
    );
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    const word = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 5 }), word, (texts, wanted) => {
        fc.pre(/^[\p{L}\p{N}][\p{L}\p{N}\p{M}]*$/u.test(wanted));
        clear.run();
        for (const [index, columns] of texts.entries()) add.run(index, ...columns);
        const holds = wordsTest([wanted]);
        expect(texts.flatMap((columns, index) => (holds(columns) ? [index] : []))).toEqual(indexed(wanted));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a', false],
    ['ab', false],
    ['à\u0323b', false],
    ['ﬁ', false],
    ['abc', true],
    ['12', false],
    ['日', true],
    ['한글', true],
    ['かな', true],
  ])('is found for the beginning %j: %j', (word, is) => {
    expect(isBeginning(word)).toBe(is);
    expect(wordsTest([word])([`An ${word}zz`])).toBe(is);
    expect(wordsTest([word])([`An ${word}-zz`, 'b'])).toBe(true);
  });

  it('asks for each of some words, in whichever of the texts', () => {
    const holds = wordsTest(['oak', 'ben']);
    expect(holds(['An oak bench', ''])).toBe(true);
    expect(holds(['A bench', 'of oak'])).toBe(true);
    expect(holds(['An oak table', ''])).toBe(false);
    expect(holds(['A soak', 'in Aben'])).toBe(false);
  });
});
