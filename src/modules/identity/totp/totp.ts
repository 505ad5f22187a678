import { createHash, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** RFC 6238 with what every authenticator app understands: SHA-1, 6 digits, 30 seconds. */
const form = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Codes of the period before and after count too: clocks differ. */
const tolerance = 1;
const issuer = 'Mainstay';
export const recoveryCodeCount = 10;

/** A new secret of 20 bytes, in base32. */
export function newSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** The address that authenticator apps read from a QR code (`otpauth://totp/...`). */
export function uriOf(secret: string, label: string): string {
  return new TOTP({ ...form, issuer, label, secret }).toString();
}

/** A code as people type it: apps show it in two halves. */
export const typedCode = /^\s*(?:\d[\s-]*){6}$/;

/** The time step of a code, or null when it is wrong. A step is used once: what was used is refused by its number. */
export function stepOf(secret: string, code: string, now: Date): number | null {
  if (!typedCode.test(code)) return null;
  const token = code.replaceAll(/[\s-]/g, '');
  const timestamp = now.getTime();
  const delta = new TOTP({ ...form, secret }).validate({ token, timestamp, window: tolerance });
  return delta === null ? null : Math.floor(timestamp / 1_000 / form.period) + delta;
}

/** A recovery code: 80 random bits as `ABCD-EFGH-IJKL-MNOP`. */
export function newRecoveryCode(): string {
  const text = new Secret({ buffer: new Uint8Array(randomBytes(10)).buffer }).base32;
  return (text.match(/.{4}/g) ?? []).join('-');
}

/** How a recovery code is stored: SHA-256 in hex, of the code as people may type it, and of whose it is. */
export function recoveryHash(userId: string, code: string): string {
  const typed = code.toUpperCase().replaceAll(/[^A-Z2-7]/g, '');
  return createHash('sha256').update(`${userId} ${typed}`).digest('hex');
}
