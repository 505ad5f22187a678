import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../../kernel/ids.js';
import { idInToken, isTokenOf, makeToken } from './secret-token.js';

describe('a secret token', () => {
  it('names what it opens and opens nothing else', () => {
    const id = newId();
    const { token, hash } = makeToken(id);
    expect(idInToken(token)).toBe(id);
    expect(isTokenOf(hash, token)).toBe(true);
    expect(isTokenOf(makeToken(id).hash, token)).toBe(false);
    expect(hash).not.toContain(token.split('.')[1]);
  });

  it('is no guess, no beginning and nothing at all', () => {
    const { token, hash } = makeToken(newId());
    fc.assert(fc.property(fc.string(), (guess) => !isTokenOf(hash, guess)));
    fc.assert(fc.property(fc.nat({ max: token.length - 1 }), (end) => !isTokenOf(hash, token.slice(0, end))));
    expect(isTokenOf(hash, undefined)).toBe(false);
    expect(isTokenOf(null, token)).toBe(false);
    expect(idInToken('nonsense')).toBeUndefined();
    expect(idInToken(undefined)).toBeUndefined();
  });
});
