import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { UnpaidBounds } from './waiting.js';
import { holdersOf, mostWaiting, verdictOf } from './waiting.js';

const small = { name: 'small', units: 6, orders: 2 };
const bounds: UnpaidBounds = {
  buyers: ['network', 'email'],
  orders: 3,
  share: 50,
  groups: [
    { name: 'wide', share: 75, orders: 24 },
    { name: 'guests', share: 75 },
  ],
};

interface Situation {
  readonly stock?: number;
  readonly orders?: Readonly<Record<string, number>>;
  readonly held?: Readonly<Record<string, number>>;
  readonly units?: Readonly<Record<string, number>>;
}

function verdict(
  lines: Readonly<Record<string, number>>,
  { stock = 10, orders = {}, held = {}, units = {} }: Situation = {},
  given: UnpaidBounds = bounds,
) {
  const now = {
    orders: new Map(Object.entries(orders)),
    held: new Map(Object.entries(held)),
    units: new Map(Object.entries(units).map(([name, waiting]) => [name, new Map([['BOWL', waiting]])])),
  };
  const wanted = Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity }));
  return verdictOf(wanted, given, now, () => stock);
}

/** What there would be too much of. */
function excess(quantity: number, situation?: Situation): readonly string[] | undefined {
  const found = verdict({ BOWL: quantity }, situation);
  return 'excess' in found ? found.excess : undefined;
}

describe('What may wait to be paid', () => {
  it('is a share of what there is, rounded up, and one unit at least', () => {
    expect([0, 1, 2, 3, 4, 5, 100].map((stock) => mostWaiting(stock, 50))).toEqual([1, 1, 1, 2, 2, 3, 50]);
    expect([1, 2, 3, 4, 5].map((stock) => mostWaiting(stock, 100))).toEqual([1, 2, 3, 4, 5]);
    expect(mostWaiting(7, 1)).toBe(1);
  });

  it('is half of it for one buyer, whatever the name that gives the buyer away', () => {
    expect(excess(5)).toBeUndefined();
    expect(excess(6)).toEqual(['BOWL']);
    expect(excess(2, { units: { network: 3 } })).toBeUndefined();
    expect(excess(3, { units: { network: 3 } })).toEqual(['BOWL']);
    expect(excess(3, { units: { email: 3 } })).toEqual(['BOWL']);
    expect(excess(3, { units: { other: 9 } })).toBeUndefined();
  });

  it('is three quarters of it for a group', () => {
    for (const group of ['guests', 'wide']) {
      expect(excess(5, { units: { [group]: 3 } })).toBeUndefined();
      expect(excess(5, { units: { [group]: 4 } })).toEqual(['BOWL']);
    }
  });

  it('is so many orders of one buyer, and of a group that has a bound', () => {
    expect(excess(1, { orders: { network: 2, email: 2, guests: 50, wide: 23 } })).toBeUndefined();
    expect(excess(1, { orders: { network: 3 } })).toEqual([]);
    expect(excess(1, { orders: { email: 3 } })).toEqual([]);
    expect(excess(1, { orders: { wide: 24 } })).toEqual([]);
  });

  it('is one unit of the last one', () => {
    expect(excess(1, { stock: 1 })).toBeUndefined();
    expect(excess(1, { stock: 1, units: { guests: 1 } })).toEqual(['BOWL']);
  });
});

describe('What a small order may hold beyond the shares', () => {
  const of = (lines: Readonly<Record<string, number>>, situation?: Situation) =>
    verdict(lines, situation, { ...bounds, small });
  const waits = (...more: string[]) => ({ groups: ['wide', 'guests', ...more] });

  it.each([
    [3, 4],
    [4, 6],
    [5, 8],
    [6, 10],
    [2, 2],
  ])('is an ordinary basket: %i of %i', (quantity, stock) => {
    expect(of({ BOWL: quantity }, { stock })).toEqual(waits());
  });

  it('is all that there is of a few, and counts then', () => {
    expect(of({ BOWL: 4 }, { stock: 4 })).toEqual(waits('small'));
    expect(of({ BOWL: 6 }, { stock: 6 })).toEqual(waits('small'));
    expect(of({ BOWL: 4 }, { stock: 4, held: { small: 1 } })).toEqual(waits('small'));
    expect(of({ BOWL: 4 }, { stock: 4, held: { small: 2 } })).toEqual({ excess: ['BOWL'] });
  });

  it('is nothing beyond the share of a group of which others wait for the same', () => {
    expect(of({ BOWL: 4 }, { stock: 6, units: { guests: 1 } })).toEqual(waits());
    expect(of({ BOWL: 4 }, { stock: 6, units: { guests: 2 } })).toEqual({ excess: ['BOWL'] });
  });

  it('is nothing for a buyer who has other orders waiting, and as much as ever for one whose orders came to nothing', () => {
    for (const name of bounds.buyers) {
      expect(of({ BOWL: 3 }, { stock: 4, held: { [name]: 1 } })).toEqual({ excess: ['BOWL'] });
      expect(of({ BOWL: 2 }, { stock: 4, held: { [name]: 1 } })).toEqual(waits());
      expect(of({ BOWL: 3 }, { stock: 4, orders: { [name]: 2 } })).toEqual(waits());
    }
  });

  it('is six units of all lines together that go beyond a share', () => {
    expect(of({ BOWL: 7 })).toEqual({ excess: ['BOWL'] });
    expect(of({ A: 2, B: 2, C: 2, D: 1 }, { stock: 2 })).toEqual(waits());
    expect(of({ A: 2, B: 2, C: 2, D: 2 }, { stock: 2 })).toEqual({ excess: ['A', 'B', 'C', 'D'] });
  });

  it('leaves the groups their shares, however many strangers send small orders, but for a few orders', () => {
    const order = fc.record({ buyer: fc.nat(19), quantity: fc.integer({ min: 1, max: 8 }) });
    fc.assert(
      fc.property(fc.array(order, { maxLength: 40 }), fc.integer({ min: 1, max: 30 }), (sent, stock) => {
        const held = new Map<string, number>();
        const units = new Map<string, Map<string, number>>();
        let alone = 0;
        for (const { buyer, quantity } of sent) {
          const given = {
            ...bounds,
            buyers: [`network ${buyer}`],
            groups: [{ name: 'guests', share: 75 }],
            small,
          };
          const now = { orders: held, held, units };
          const found = verdictOf([{ sku: 'BOWL', quantity }], given, now, () => stock);
          if ('excess' in found) continue;
          for (const name of [...given.buyers, ...found.groups]) {
            held.set(name, (held.get(name) ?? 0) + 1);
            units.set(name, new Map([['BOWL', (units.get(name)?.get('BOWL') ?? 0) + quantity]]));
          }
          if (found.groups.includes('small')) alone += quantity;
        }
        const waiting = units.get('guests')?.get('BOWL') ?? 0;
        expect(waiting).toBeLessThanOrEqual(alone > 0 ? small.units : mostWaiting(stock, 75));
        expect(held.get('small') ?? 0).toBeLessThanOrEqual(1);
      }),
    );
  });
});

it('The holders of an order are locked in one order', () => {
  expect(holdersOf({ ...bounds, small, buyers: ['z', 'a', 'z'] })).toEqual([
    'a',
    'guests',
    'small',
    'wide',
    'z',
  ]);
});
