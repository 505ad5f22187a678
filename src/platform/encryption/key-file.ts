import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createFolder } from '../database/private-files.js';

const keyBytes = 32;

/** Encryption keys as text: base64 of 32 bytes each, separated by commas, the newest first. @returns undefined for other text */
export function readKeys(text: string): Buffer[] | undefined {
  const keys = text.split(',').map((key) => Buffer.from(key.trim(), 'base64'));
  return keys.every(({ length }) => length === keyBytes) ? keys : undefined;
}

/** The file of encryption keys cannot be used. The message is one line for an operator: print it without a stack trace. */
export class KeyFileUnusable extends Error {
  constructor(path: string, reason: string, cause?: unknown) {
    super(`ENCRYPTION_KEYS: ${path} ${reason}`, { cause });
    this.name = 'KeyFileUnusable';
  }
}

/**
 * The keys in a file, which is made with a new key where there is none; only its owner may read it.
 * @throws KeyFileUnusable
 */
export function keysInFile(path: string): Buffer[] {
  const keys = readKeys(textOf(path));
  if (!keys) throw new KeyFileUnusable(path, 'must hold base64 of 32 bytes each, separated by commas');
  return keys;
}

function textOf(path: string): string {
  try {
    createFolder(dirname(path));
    writeFileSync(path, `${randomBytes(keyBytes).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!isThere(error)) throw new KeyFileUnusable(path, 'cannot be written', error);
  }
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new KeyFileUnusable(path, 'cannot be read', error);
  }
}

function isThere(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code === 'EEXIST' && syscall === 'open';
}
