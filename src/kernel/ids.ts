import { v7, validate, version } from 'uuid';

/** A new UUIDv7 (RFC 9562): 36 characters, unique without coordination, ordered by time of creation. */
export function newId(): string {
  return v7();
}

/** Whether a value is a UUIDv7 in its canonical form. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && validate(value) && version(value) === 7;
}
