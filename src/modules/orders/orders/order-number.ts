import { randomBytes } from 'node:crypto';

/** Crockford's base 32: no I, L, O and U, so that numbers survive being read out. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A number for people: ten random characters, which tell nothing of how many orders there are. */
export function makeOrderNumber(): string {
  return [...randomBytes(10)].map((byte) => alphabet[byte % alphabet.length]).join('');
}
