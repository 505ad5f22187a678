import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findExcess, jsonBounds } from './json-bounds.js';

const excessOf = (text: string) => findExcess(Buffer.from(text));
const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

/** What the bounds are about, counted in what a parser made. */
function measure(value: unknown): { depth: number; values: number } {
  if (typeof value !== 'object' || value === null) return { depth: 0, values: 1 };
  const inner = Object.values(value).map(measure);
  return {
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
    values: 1 + inner.reduce((sum, { values }) => sum + values, 0),
  };
}

describe('the bounds of a JSON body', () => {
  it('hold for depth', () => {
    expect(excessOf(nested(jsonBounds.depth))).toBeUndefined();
    expect(excessOf(nested(jsonBounds.depth + 1))).toMatchObject({ field: '' });
    expect(excessOf(`{"a":1,"lines" : ${nested(jsonBounds.depth)}}`)).toMatchObject({ field: 'lines' });
  });

  it.each([
    ['a list', `[${'0,'.repeat(jsonBounds.values)}0]`],
    ['names', `{${Array.from({ length: jsonBounds.values }, (_, name) => `"${name}":0`).join(',')}}`],
    ['one name again and again', `{${'"a":0,'.repeat(jsonBounds.values)}"a":0}`],
    ['empty lists', `[${'[],'.repeat(jsonBounds.values)}[]]`],
    ['no end', '{"a":['.repeat(20).concat('0,'.repeat(jsonBounds.values))],
  ])('hold for the number of values: %s', (_, text) => {
    expect(excessOf(text)).toBeDefined();
  });

  it('do not count what stands in texts', () => {
    const text = JSON.stringify({ a: '[{,"\\'.repeat(20_000), '[{,"\\': 'x' });
    expect(excessOf(text)).toBeUndefined();
    expect(excessOf(String.raw`"\\\\\\", [`)).toBeUndefined();
  });

  it('pass whatever is within them', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 10 }), fc.boolean(), (value, spaced) => {
        const { depth, values } = measure(value);
        fc.pre(depth <= jsonBounds.depth && values <= jsonBounds.values / 2);
        expect(excessOf(JSON.stringify(value, undefined, spaced ? 2 : 0))).toBeUndefined();
      }),
    );
  });

  it('take any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(findExcess(Buffer.from(bytes))).toBeUndefined();
      }),
    );
  });
});
