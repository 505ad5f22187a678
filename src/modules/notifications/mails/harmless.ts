import { oneLine } from './one-line.js';

/** What stands in the place of a value that is not shown. */
export const notShown = '(not shown)';

/** What mail programs make links of, or people take for one: addresses of the web and of mail, names of hosts, handles. */
const leads = [
  /@|:\/\/|www|https?/i,
  /\b(?:mailto|tel|sms|ftp|data|javascript):/i,
  // A host and its domain, in any script; also with a space before the dot.
  /[\p{L}\p{M}\p{N}_-]\.\p{L}[\p{L}\p{M}\p{N}-]+/u,
  /(?:^|\s)\.\s*\p{L}/u,
  /\d+\.\d+\.\d+\.\d+/,
  /[[({<]\s*(?:\.|dot|at)\s*[\])}>]/i,
];

/** Whether a text leads people elsewhere, also where its characters only look like those of a link. */
export function leadsAway(text: string): boolean {
  const seen = text
    .normalize('NFKC')
    .replaceAll(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '')
    .replaceAll(/[。․]/g, '.');
  return leads.some((pattern) => pattern.test(seen));
}

/** Whether a text has more digits than a name: it may be a number to call. */
export function hasManyDigits(text: string): boolean {
  return (text.match(/\p{Nd}/gu)?.length ?? 0) > 4;
}

/**
 * A value from somebody whom we do not know, for a mail that may go to anybody: one line, of a bounded length, that leads nowhere.
 * @param longest characters
 */
export function harmless(value: string, longest: number): string {
  const plain = oneLine(value);
  if (leadsAway(plain)) return notShown;
  const characters = [...plain];
  return characters.length > longest
    ? `${characters
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`
    : plain;
}
