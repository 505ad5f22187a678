import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { availableOf, changes, turned } from './stock.js';

describe('A change of stock', () => {
  const line = fc.record({ sku: fc.constant('BOWL-S'), quantity: fc.integer({ min: 1, max: 1_000_000 }) });
  const sum = (...all: { onHand: number; held: number }[]) =>
    all.reduce((total, { onHand, held }) => ({ onHand: total.onHand + onHand, held: total.held + held }), {
      onHand: 0,
      held: 0,
    });

  it('that holds and releases leaves nothing', () => {
    fc.assert(
      fc.property(line, (given) => {
        expect(sum(changes.held(given), changes.released(given))).toEqual({ onHand: 0, held: 0 });
      }),
    );
  });

  it('that holds, sells and takes back leaves nothing', () => {
    fc.assert(
      fc.property(line, (given) => {
        const total = sum(changes.held(given), changes.sold(given), changes.added(given));
        expect(total).toEqual({ onHand: 0, held: 0 });
      }),
    );
  });

  it('that sells what is held leaves as much available as before', () => {
    fc.assert(fc.property(line, (given) => expect(availableOf(changes.sold(given))).toBe(0)));
  });

  it('turns a SKU exactly when nothing was available before or nothing is after', () => {
    const level = fc.record({ onHand: fc.integer({ min: 0, max: 5 }), held: fc.integer({ min: 0, max: 5 }) });
    fc.assert(
      fc.property(level, level, (before, after) => {
        const sku = 'BOWL-S';
        const change = { sku, onHand: after.onHand - before.onHand, held: after.held - before.held };
        const expected = availableOf(before) > 0 !== availableOf(after) > 0;
        expect(turned({ sku, ...after }, change)).toBe(expected);
      }),
    );
  });
});
