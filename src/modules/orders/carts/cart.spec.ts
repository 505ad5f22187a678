import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cartLimits, type KeptItem, mergeItems, priceItems, subtotalOf } from './cart.js';

const kept = (sku: string, quantity = 1, unitAmount = 1_000): KeptItem => ({
  sku,
  title: sku,
  quantity,
  unitAmount,
  currency: 'EUR',
});
const costs = (amount: number, currency = 'EUR') => ({ title: 'Now', unitPrice: { amount, currency } });
const carts = fc.uniqueArray(
  fc.record({
    sku: fc.nat({ max: 150 }).map((number) => `SKU-${number}`),
    title: fc.constant('x'),
    quantity: fc.integer({ min: 1, max: cartLimits.quantity }),
    unitAmount: fc.nat({ max: 100_000 }),
    currency: fc.constant('EUR'),
  }),
  { maxLength: cartLimits.lines, selector: ({ sku }) => sku },
);

describe('a cart', () => {
  it('shows prices as of now, and says when one has changed since it was put in', () => {
    const [same, dearer] = priceItems([kept('A', 3), kept('B')], (sku) => costs(sku === 'A' ? 1_000 : 1_250));
    expect(same).toMatchObject({ unitPrice: { amount: 1_000 }, total: { amount: 3_000 }, available: true });
    expect(same).not.toHaveProperty('notice');
    expect(dearer).toMatchObject({
      unitPrice: { amount: 1_250 },
      notice: 'price_changed',
      previousUnitPrice: { amount: 1_000, currency: 'EUR' },
    });
  });

  it('keeps what is not for sale any more, and does not count it', () => {
    const items = priceItems([kept('A', 2), kept('GONE')], (sku) => (sku === 'A' ? costs(1_000) : undefined));
    expect(items[1]).toMatchObject({ available: false, notice: 'not_available' });
    expect(subtotalOf(items)).toEqual({ amount: 2_000, currency: 'EUR' });
  });

  it('has no subtotal when it is empty or mixes currencies', () => {
    expect(subtotalOf([])).toBeNull();
    const mixed = priceItems([kept('A'), kept('B')], (sku) => costs(1, sku === 'A' ? 'EUR' : 'USD'));
    expect(subtotalOf(mixed)).toBeNull();
  });

  it('adds up what is in it', () => {
    fc.assert(
      fc.property(carts, (items) => {
        const expected = items.reduce((sum, { quantity, unitAmount }) => sum + quantity * unitAmount, 0);
        const priced = priceItems(items, (sku) =>
          costs(items.find((item) => item.sku === sku)?.unitAmount ?? 0),
        );
        expect(subtotalOf(priced)?.amount ?? 0).toBe(expected);
      }),
    );
  });
});

describe('two carts', () => {
  it('become one within its bounds, which loses nothing that fits', () => {
    fc.assert(
      fc.property(carts, carts, (mine, guest) => {
        const merged = mergeItems(mine, guest);
        expect(merged.length).toBeLessThanOrEqual(cartLimits.lines);
        expect(new Set(merged.map(({ sku }) => sku)).size).toBe(merged.length);
        for (const { sku, quantity } of merged) {
          const of = (cart: KeptItem[]) => cart.find((item) => item.sku === sku)?.quantity ?? 0;
          expect(quantity).toBe(Math.min(cartLimits.quantity, of(mine) + of(guest)));
        }
        for (const { sku } of mine) expect(merged.map((item) => item.sku)).toContain(sku);
      }),
    );
  });
});
