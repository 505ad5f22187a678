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
 * An address in four lines: anyone may order to anybody's mail address, and what they write there is no letter of theirs. It
 * holds what a parcel needs, and nothing that could be taken for a link.
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

/** The lines of an address, for a mail. */
export function addressBlock(address: readonly string[]): Block {
  return lines(...address.map((line) => harmless(line, longestLine)));
}
