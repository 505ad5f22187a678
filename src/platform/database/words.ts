/**
 * Words as SQLite's FTS5 takes them from a text with `unicode61 remove_diacritics 2`, so that a row that is at hand can be
 * asked what the index would say of it: https://sqlite.org/fts5.html#unicode61_tokenizer. It knows the letters of
 * Unicode 6.1; those that came later, and two with two accents (Ǡ, ǡ), are the only ones that it takes otherwise.
 */

const separators = /[^\p{L}\p{N}\p{Co}]+/gu;
const accents = /[\u0300-\u0304\u0306-\u030c\u030f\u0311\u031b\u0323-\u0328\u032d\u032e\u0330\u0331]/g;
/** The dotless i of Turkish is a letter of its own, in lower case only. */
const beyondAscii = /[^\p{ASCII}\p{M}ı]/gu;
const ascii = /^\p{ASCII}*$/u;

/** Letters of which a few say what takes other scripts a word. */
const dense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Whether a search for it also finds words that only begin with it: not with one or two letters, with which too many begin. */
export function isBeginning(word: string): boolean {
  return dense.test(word) || [...word.normalize('NFD').replace(/\p{M}/gu, '')].length >= 3;
}

/** Makes a test of texts: whether each of some words is a word in any of them, or the beginning of one where `isBeginning`. */
export function wordsTest(words: readonly string[]): (texts: readonly string[]) => boolean {
  const wanted = words.map((word) => {
    const parts = wordsIn(word);
    const end = isBeginning(parts.at(-1) ?? '') ? '' : ' ';
    return { spaced: ` ${parts.join(' ')}${end}`, first: parts[0] ?? '' };
  });
  return (texts) => {
    const folded = texts.map(fold);
    // Most texts do not even hold the letters; those need not be taken apart.
    if (!wanted.every(({ first }) => folded.some((text) => text.includes(first)))) return false;
    const separated = folded.map((text) => `${separate(text)} `);
    return wanted.every(({ spaced }) => separated.some((text) => text.includes(spaced)));
  };
}

/** The words of a text, without case and accents. */
export function wordsIn(text: string): string[] {
  return separate(fold(text)).trim().split(' ');
}

/** Without case and accents. */
function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  return text.replace(accents, '').replace(beyondAscii, foldLetter).toLowerCase();
}

/** The words with one space before each. */
function separate(folded: string): string {
  return ` ${folded}`.replace(separators, ' ').trimEnd();
}

/** An accent that Unicode has joined with its letter belongs to it, unless that is a letter of ASCII. */
function foldLetter(letter: string): string {
  const [base = letter] = letter.normalize('NFD');
  if (base <= 'z') return base;
  // Through upper case, like Unicode's simple case folding: ς and σ are one letter, and so are µ and μ.
  const upper = letter.toUpperCase();
  return (upper.length === letter.length ? upper : letter).toLowerCase();
}
