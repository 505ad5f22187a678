/** The longest slug made from a title; a given one may be a little longer. Both fit the column with their suffix. */
export const slugLimits = { made: 80, given: 100 } as const;

/** Letters that have no decomposition in Unicode but a usual spelling in ASCII. */
const spellings: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  þ: 'th',
};
const spelled = new RegExp(`[${Object.keys(spellings).join('')}]`, 'gu');

/** Accents of Latin, Greek and Cyrillic letters. Marks of other scripts carry meaning and stay. */
const accents = /[\u0300-\u036f]/gu;
const apostrophes = /['\u2018\u2019\u02bc]/gu;
const separators = /[^\p{L}\p{N}\p{M}]+/gu;

/**
 * The part of an address that names something: lower case, words joined by hyphens, no accents. Letters of every
 * script stay letters, so that a title in Greek or Japanese has a slug of its own.
 * @param max the longest result in UTF-16 code units; cut at a word where there is one in the second half
 * @returns an empty text when there is no letter or digit
 */
export function slugify(text: string, max: number = slugLimits.made): string {
  const words = fold(fold(text))
    .replace(apostrophes, '')
    .replace(separators, '-')
    .replace(/^-|-$/gu, '')
    .normalize('NFC');
  return cut(words, max);
}

/** Lower case can bring new letters to decompose (`İ`), and decomposing new capitals (`Ⅳ`): so this runs twice. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(spelled, (letter) => spellings[letter] ?? letter)
    .replace(accents, '');
}

function cut(slug: string, max: number): string {
  if (slug.length <= max) return slug;
  let end = max;
  while (end > 0 && /[\p{M}\p{Cs}]/u.test(slug.charAt(end))) end -= 1;
  const word = slug.lastIndexOf('-', end);
  return slug.slice(0, word > max / 2 ? word : end).replace(/-$/u, '');
}

/** Whether a text is a slug as it stands. */
export function isSlug(text: string): boolean {
  return text !== '' && text.length <= slugLimits.given && text === slugify(text, slugLimits.given);
}

const numbered = 20;

/** The slugs to try for a base, best first: as it is, then `-2` to `-20`. */
export function slugCandidates(base: string): string[] {
  return [base, ...Array.from({ length: numbered - 1 }, (_, index) => `${base}-${index + 2}`)];
}

/**
 * Picks a slug.
 * @param keep the slug of today, kept when it is still one of the candidates
 * @param taken those of the candidates that are taken
 * @param random a few characters that end the slug when all candidates are taken
 */
export function chooseSlug(base: string, taken: ReadonlySet<string>, random: string, keep?: string): string {
  const free = slugCandidates(base).filter((candidate) => !taken.has(candidate));
  if (keep !== undefined && free.includes(keep)) return keep;
  return free[0] ?? `${base}-${random}`;
}
