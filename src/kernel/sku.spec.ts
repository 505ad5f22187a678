import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { compareSkus, isSku, mergeLines, skuLength } from './sku.js';

describe('A SKU', () => {
  it.each(['A', 'bowl-small', 'LIN.TOWEL_02', '0', 'x'.repeat(skuLength)])('can be %s', (text) => {
    expect(isSku(text)).toBe(true);
  });

  it.each(['', ' A', 'A ', '-A', '.', 'A/B', 'Ä', 'A\n', 'x'.repeat(skuLength + 1)])(
    'cannot be %j',
    (text) => {
      expect(isSku(text)).toBe(false);
    },
  );
});

describe('Lines', () => {
  const lines = fc.array(
    fc.record({ sku: fc.constantFrom('a', 'B', 'C-1', 'c'), quantity: fc.integer({ min: 1, max: 1_000 }) }),
  );

  it('are merged: each SKU once, in order, and no unit more or less', () => {
    fc.assert(
      fc.property(lines, (given) => {
        const merged = mergeLines(given);
        const skus = merged.map(({ sku }) => sku);
        expect(skus).toEqual([...new Set(given.map(({ sku }) => sku))].sort(compareSkus));
        for (const { sku, quantity } of merged)
          expect(quantity).toBe(
            given.filter((line) => line.sku === sku).reduce((sum, line) => sum + line.quantity, 0),
          );
      }),
    );
  });

  it('are the same whatever their order', () => {
    fc.assert(
      fc.property(lines, (given) => expect(mergeLines(given.toReversed())).toEqual(mergeLines(given))),
    );
  });

  it.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    'cannot have the quantity %d',
    (quantity) => {
      expect(() => mergeLines([{ sku: 'a', quantity }])).toThrow(RangeError);
    },
  );

  it('cannot add up to more than can be counted', () => {
    const quantity = Number.MAX_SAFE_INTEGER;
    expect(() =>
      mergeLines([
        { sku: 'a', quantity },
        { sku: 'a', quantity },
      ]),
    ).toThrow(RangeError);
  });
});
