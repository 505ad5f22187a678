import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const keyBytes = 32;

/** Encryption keys as text: base64 of 32 bytes each, separated by commas, the newest first. @returns undefined for other text */
export function readKeys(text: string): Buffer[] | undefined {
  const keys = text.split(',').map((key) => Buffer.from(key.trim(), 'base64'));
  return keys.every(({ length }) => length === keyBytes) ? keys : undefined;
}

/** The keys in a file, which is made with a new key where there is none; only its owner may read it. */
export function keysInFile(path: string): Buffer[] {
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, `${randomBytes(keyBytes).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const keys = readKeys(readFileSync(path, 'utf8').trim());
  if (!keys)
    throw new Error(`${path} does not hold encryption keys: base64 of 32 bytes each, separated by commas`);
  return keys;
}
