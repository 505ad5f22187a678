import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { isId } from '../../kernel/ids.js';

/** A guest's key to one cart or order. Only its digest is kept. */
export interface SecretToken {
  /** `<id>.<secret>`, for the guest alone. */
  readonly token: string;
  /** SHA-256 in hex, for the database. */
  readonly hash: string;
}

/** Makes the token of a cart or an order: its id, and 32 random bytes. */
export function makeToken(id: string): SecretToken {
  const token = `${id}.${randomBytes(32).toString('base64url')}`;
  return { token, hash: digest(token).toString('hex') };
}

/** What a token claims to open; undefined when it is no token at all. */
export function idInToken(token: string | undefined): string | undefined {
  const id = token?.split('.', 1)[0];
  return isId(id) ? id : undefined;
}

/** Whether a token is the one with this digest. Takes the same time however much of it is right. */
export function isTokenOf(hash: string | null, token: string | undefined): boolean {
  if (hash === null || token === undefined) return false;
  const known = Buffer.from(hash, 'hex');
  const given = digest(token);
  return known.length === given.length && timingSafeEqual(known, given);
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
