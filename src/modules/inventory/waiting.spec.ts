import { describe, expect, it } from '@jest/globals';
import type { UnpaidBounds } from './waiting.js';
import { excessOf, holdersOf, mostWaiting } from './waiting.js';

const bounds: UnpaidBounds = {
  buyers: ['network', 'email'],
  orders: 3,
  share: 50,
  groups: [{ name: 'guests', share: 75 }],
};

function excess(
  quantity: number,
  { stock = 10, orders = {}, units = {} }: { stock?: number; orders?: object; units?: object } = {},
): string[] | undefined {
  const now = {
    orders: new Map<string, number>(Object.entries(orders)),
    units: new Map(
      Object.entries(units).map(([name, waiting]) => [name, new Map([['BOWL', Number(waiting)]])]),
    ),
  };
  return excessOf([{ sku: 'BOWL', quantity }], bounds, now, () => stock);
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

  it('is three quarters of it for all guests together', () => {
    expect(excess(5, { units: { guests: 3 } })).toBeUndefined();
    expect(excess(5, { units: { guests: 4 } })).toEqual(['BOWL']);
  });

  it('is so many orders of one buyer', () => {
    expect(excess(1, { orders: { network: 2, email: 2, guests: 50 } })).toBeUndefined();
    expect(excess(1, { orders: { network: 3 } })).toEqual([]);
    expect(excess(1, { orders: { email: 3 } })).toEqual([]);
  });

  it('is one unit of the last one', () => {
    expect(excess(1, { stock: 1 })).toBeUndefined();
    expect(excess(1, { stock: 1, units: { guests: 1 } })).toEqual(['BOWL']);
  });
});

it('The holders of an order are locked in one order', () => {
  expect(holdersOf({ ...bounds, buyers: ['z', 'a', 'z'] })).toEqual(['a', 'guests', 'z']);
});
