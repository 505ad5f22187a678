/** As much as 128 random bits take in base64url, and in hex. */
const longEnough = { mixed: 22, hex: 32 };

/** The longest key; of a longer token so much is looked at. */
const longestKey = 255;

/** The form of a random UUID, of version 4 or 7 (RFC 9562). */
const uuid =
  /(?<![0-9a-z])[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(?![0-9a-z])/gi;

/** From 1900 to 2099, with or without separators. */
const date = /(?:19|20)\d\d([-_/.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])/;

/** What fingers and counters write. */
const rows = ['01234567890123456789', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm'];
const sequences = [...rows, ...rows.map((row) => [...row].toReversed().join(''))];
const longRun = 6;

/**
 * Whether a text looks as if it was drawn at random, so that nobody guesses it: it has a UUID in it, or hex or base64 of 128 bits
 * without words, dates, sequences and repetitions. Of texts that were drawn so, one in some hundreds is taken for one that was not.
 */
export function isUnguessable(given: string): boolean {
  const text = given.slice(0, longestKey);
  if ((text.match(uuid) ?? []).some((id) => isRandomHex(id.replaceAll('-', '')))) return true;
  if (text.includes('@') || date.test(text)) return false;
  return text.split(/[^\w+/=-]/).some((part) => isRandomHex(part) || isRandomMix(part));
}

function isRandomHex(text: string): boolean {
  const isHex = /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(text) && /\d/.test(text) && /[a-f]/i.test(text);
  return isHex && text.length >= longEnough.hex && new Set(text).size >= 8 && !hasStructure(text, longRun);
}

function isRandomMix(text: string): boolean {
  if (text.length < longEnough.mixed || !/[a-z]/.test(text) || !/[A-Z]/.test(text)) return false;
  // Words and numbers are long; chance changes between small letters, capitals and digits all the time.
  const words = text.match(/[A-Z]?[a-z]+|[A-Z]+|\d+/g) ?? [];
  return words.length * 3.5 >= text.length && new Set(text).size >= 12 && !hasStructure(text, 4);
}

/** @param repeated so many characters that come a second time are no chance */
function hasStructure(text: string, repeated: number): boolean {
  const plain = text.toLowerCase().replaceAll(/[^a-z\d]/g, '');
  for (let start = 0; start + repeated <= plain.length; start += 1) {
    if (plain.includes(plain.slice(start, start + repeated), start + 1)) return true;
    const run = plain.slice(start, start + longRun);
    if (run.length === longRun && sequences.some((sequence) => sequence.includes(run))) return true;
  }
  return false;
}
