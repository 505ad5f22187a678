import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectedVersions, requireVersion } from './preconditions.js';

describe('If-Match', () => {
  const version = fc.tuple(fc.nat(), fc.constantFrom('', '-aB3_x-'), fc.constantFrom('', 'W/'));
  const text = ([number, digest, weak]: [number, string, string]): string => `${weak}"${number}${digest}"`;

  it('names the versions that ETags of ours start with, weak ones too', () => {
    fc.assert(
      fc.property(
        fc.array(version, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(',', ', '),
        (list, comma) => {
          expect(expectedVersions(list.map(text).join(comma))).toEqual(list.map(([number]) => number));
        },
      ),
    );
  });

  it('asks for nothing when it is absent or *', () => {
    expect(expectedVersions(undefined)).toBeUndefined();
    expect(expectedVersions(' * ')).toBeUndefined();
  });

  it('passes over what is not ours, as long as something is', () => {
    expect(expectedVersions('"abc", "4"')).toEqual([4]);
  });

  it.each(['', '3', '"x"', 'w/"3"', '"-1"', '"99999999999999999999"', ',', '"x", "y"'])(
    'refuses %s',
    (header) => {
      expect(() => expectedVersions(header)).toThrow(/If-Match must name an ETag/);
    },
  );

  it('is met by any version that it names', () => {
    expect(() => requireVersion(3, undefined)).not.toThrow();
    expect(() => requireVersion(3, [1, 3])).not.toThrow();
    expect(() => requireVersion(4, [1, 3])).toThrow('It is at version 4 now');
  });
});
