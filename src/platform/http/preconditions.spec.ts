import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectedVersion } from './preconditions.js';

describe('If-Match', () => {
  it('names the version that an ETag of ours starts with', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom('', '-aB3_x-'), (version, digest) => {
        expect(expectedVersion(`"${version}${digest}"`)).toBe(version);
      }),
    );
  });

  it('asks for nothing when it is absent or *', () => {
    expect(expectedVersion(undefined)).toBeUndefined();
    expect(expectedVersion(' * ')).toBeUndefined();
  });

  it.each(['', '3', '"x"', 'W/"3"', '"3", "4"', '"-1"', '"99999999999999999999"'])('refuses %s', (header) => {
    expect(() => expectedVersion(header)).toThrow(/If-Match must be one ETag/);
  });
});
