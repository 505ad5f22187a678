import { harmless, hasManyDigits, notShown } from './harmless.js';
import { type Block, lines } from './letter.js';

/** Where a parcel goes, as it was ordered. */
interface Destination {
  readonly name: string;
  readonly company?: string;
  readonly line1: string;
  readonly line2?: string;
  readonly postalCode?: string;
  readonly city: string;
  readonly region?: string;
  readonly country: string;
}

/** Longest line of an address, in characters. */
const longestLine = 120;

/**
 * An address in four lines, for the owner of the account that ordered. It holds what a parcel needs, and nothing that could be
 * taken for a link.
 */
export function parcelAddress(address: Destination): string[] {
  const { name, company, line1, line2, postalCode, city, region, country } = address;
  const line = (separator: string, ...parts: (readonly [string | undefined, number])[]): string =>
    parts.flatMap(([part, longest]) => (part === undefined ? [] : [harmless(part, longest)])).join(separator);
  return [
    line(', ', [named(name), 60], [named(company), 58]),
    line(', ', [line1, 60], [line2, 58]),
    line(' ', [postalCode, 20], [city, 60]),
    line(', ', [region, 60], [country, 2]),
  ];
}

/** Streets and places have numbers; names of people and companies do not. */
function named(name: string | undefined): string | undefined {
  return name !== undefined && hasManyDigits(name) ? notShown : name;
}

const countries = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });
/** How postal codes look everywhere: digits, perhaps with few letters, in one group or two. */
const postalCode = /^(?=[^\d]*\d)(?!.*[A-Z]{4})[A-Z\d]{1,8}(?:[ -][A-Z\d]{1,6})?$/;
/** So many digits of a postal code are shown: a number to call has more. */
const digitsShown = 5;

/**
 * The region that a parcel goes to, for a mail that may reach a stranger: anyone may order to anybody's mail address. It tells the
 * buyer which parcel it is, and has no place for a text: the country by our name for it, and the beginning of a postal code that
 * looks like one.
 */
export function parcelRegion({ postalCode: code = '', country }: Destination): string[] {
  return [...shownCode(code), countries.of(country) ?? country];
}

function shownCode(given: string): string[] {
  const code = given
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/\p{Pd}/gu, '-')
    .replaceAll(/[\s〒]+/g, ' ')
    .trim();
  if (!postalCode.test(code)) return [];
  const digits = [...code.matchAll(/\d/g)];
  const hidden = digits.length > digitsShown + 1 ? digits[digitsShown]?.index : undefined;
  return [hidden === undefined ? code : `${code.slice(0, hidden).replace(/[ -]$/, '')}…`];
}

/** The lines of an address, for a mail. */
export function addressBlock(address: readonly string[]): Block {
  return lines(...address.map((line) => harmless(line, longestLine)));
}
