import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../../../test/support/any-text.js';
import { keysInFile, readKeys } from './key-file.js';
import { CannotDecrypt, KeyRing } from './key-ring.js';

const [older, newer] = [randomBytes(32), randomBytes(32)];
const ring = new KeyRing([newer, older]);

describe('A key ring', () => {
  it('opens what it sealed, and never seals the same way twice', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 200 }), fc.string(), (text, place) => {
        const sealed = ring.seal(text, place);
        expect(ring.open(sealed, place)).toBe(Buffer.from(text, 'utf8').toString('utf8'));
        expect(ring.seal(text, place)).not.toBe(sealed);
        expect(sealed.length).toBeLessThanOrEqual(Math.ceil((Buffer.byteLength(text) * 4) / 3) + 56);
      }),
    );
  });

  it('opens what an older key sealed, and tells that it is to be sealed again', () => {
    const sealed = new KeyRing([older]).seal('secret', 'here');
    expect(ring.open(sealed, 'here')).toBe('secret');
    expect(ring.isCurrent(sealed)).toBe(false);
    expect(ring.isCurrent(ring.seal('secret', 'here'))).toBe(true);
  });

  it('opens nothing in another place, changed in any character, or sealed by an unknown key', () => {
    const sealed = ring.seal('secret', 'row 1');
    expect(() => ring.open(sealed, 'row 2')).toThrow(CannotDecrypt);
    expect(() => new KeyRing([older]).open(sealed, 'row 1')).toThrow(/lacks the key/);
    expect(() => ring.open('secret', 'row 1')).toThrow(/not sealed/);
    // The last character of base64url holds bits that no byte takes.
    for (let at = 0; at < sealed.length - 1; at += 1) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
      expect(() => ring.open(changed, 'row 1')).toThrow(CannotDecrypt);
    }
  });
});

describe('Encryption keys', () => {
  it('are read from text, the newest first', () => {
    expect(readKeys(`${newer.toString('base64')}, ${older.toString('base64')}`)).toEqual([newer, older]);
    expect(readKeys(randomBytes(31).toString('base64'))).toBeUndefined();
    expect(readKeys('')).toBeUndefined();
  });

  it('are made once in a file that only its owner reads', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mainstay-keys-'));
    try {
      const path = join(folder, 'data', 'encryption-keys');
      const keys = keysInFile(path);
      expect(keys).toHaveLength(1);
      expect(keysInFile(path)).toEqual(keys);
      expect(statSync(path).mode & 0o777).toBe(0o600);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
