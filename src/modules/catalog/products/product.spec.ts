import { describe, expect, it } from '@jest/globals';
import { requireVisible, soldTitle, summarize, variantFaults, variantTitle, type Viewer } from './product.js';

const euros = (amount: number) => ({ amount, currency: 'EUR' });
const yen = (amount: number) => ({ amount, currency: 'JPY' });
const merchant: Viewer = { permissions: new Set(['catalog:write']) };
const customer: Viewer = { permissions: new Set() };

describe('a product', () => {
  it.each([
    ['active', undefined, true],
    ['active', customer, true],
    ['draft', undefined, false],
    ['draft', customer, false],
    ['draft', merchant, true],
    ['archived', customer, false],
    ['archived', merchant, true],
  ] as const)('that is %s is seen by %j: %j', (status, viewer, seen) => {
    const look = () => requireVisible({ status }, viewer);
    if (seen) expect(look()).toEqual({ status });
    else expect(look).toThrow('There is no such product');
  });

  it('that is not there is seen by nobody', () => {
    expect(() => requireVisible(null, merchant)).toThrow('There is no such product');
  });

  it('costs what its cheapest variant costs, and is in stock when one variant is', () => {
    const [dear, cheap] = [
      { price: 300, inStock: true },
      { price: 200, inStock: false },
    ];
    expect(summarize([dear, cheap])).toEqual({ minPrice: 200, inStock: true });
    expect(summarize([cheap])).toEqual({ minPrice: 200, inStock: false });
  });
});

describe('the title of a variant', () => {
  it('is made of its options, or is the title of the product', () => {
    expect(variantTitle('Bowl', { size: 'Small', glaze: 'Ash' })).toBe('Small / Ash');
    expect(variantTitle('Bowl', {})).toBe('Bowl');
    expect(variantTitle('Bowl', { size: 'x'.repeat(500) })).toHaveLength(200);
  });

  it('follows that of the product on an order, where it says something else', () => {
    expect(soldTitle('Bowl', 'Small')).toBe('Bowl – Small');
    expect(soldTitle('Bowl', 'Bowl')).toBe('Bowl');
  });
});

describe('variants', () => {
  const faults = (...variants: Parameters<typeof variantFaults>[0]) =>
    variantFaults(variants).map(({ field, code }) => `${field} ${code}`);

  it('that go together have no faults', () => {
    const [small, large] = [
      { sku: 'S', price: euros(1), compareAtPrice: euros(2) },
      { sku: 'L', price: euros(0), compareAtPrice: null },
    ];
    expect(faults(small, large)).toEqual([]);
  });

  it('have different SKUs; upper and lower case are different', () => {
    expect(faults({ sku: 'a', price: euros(1) }, { sku: 'A', price: euros(1) })).toEqual([]);
    expect(faults({ sku: 'a', price: euros(1) }, { sku: 'a', price: euros(1) })).toEqual([
      'variants.1.sku duplicate',
    ]);
  });

  it('have one currency, that of the first', () => {
    expect(
      faults(
        { sku: 'a', price: euros(1), compareAtPrice: yen(2) },
        { sku: 'b', price: yen(1), compareAtPrice: yen(2) },
      ),
    ).toEqual(['variants.0.compareAtPrice.currency invalid', 'variants.1.price.currency invalid']);
  });

  it('cost less than before', () => {
    for (const before of [4, 5])
      expect(faults({ sku: 'a', price: euros(5), compareAtPrice: euros(before) })).toEqual([
        'variants.0.compareAtPrice.amount too_small',
      ]);
  });
});
