import { describe, expect, it } from '@jest/globals';
import { isSku } from '../../../kernel/sku.js';
import { productLimits } from '../products/product.js';
import { demoCategories, demoProducts } from './demo-products.js';

const variants = demoProducts.flatMap((product) => product.variants);

describe('the demo', () => {
  it('has about two dozen products, among them a draft, one that is archived and one that is sold out', () => {
    expect(demoProducts).toHaveLength(24);
    const statuses = demoProducts.map(({ status = 'active' }) => status);
    for (const status of ['draft', 'archived'])
      expect(statuses.filter((each) => each === status)).toHaveLength(1);
    const soldOut = demoProducts.filter((product) => product.variants.every(({ onHand }) => onHand === 0));
    expect(soldOut.map(({ title }) => title)).toEqual(['Tea towel of the blond lot']);
  });

  it('has categories in two levels, each with something in it', () => {
    const names = demoCategories.flatMap(({ name, below = [] }) => [name, ...below]);
    expect(names).toHaveLength(8);
    const used = new Set(demoProducts.flatMap(({ categories }) => categories));
    for (const category of used) expect(names).toContain(category);
    for (const { name, below = [] } of demoCategories)
      for (const child of below.length > 0 ? below : [name]) expect(used).toContain(child);
  });

  it('has SKUs that can be read, each once', () => {
    expect(new Set(variants.map(({ sku }) => sku)).size).toBe(variants.length);
    for (const { sku } of variants)
      expect([sku, isSku(sku) && /^[A-Z]+(-[A-Z0-9]+)*$/.test(sku)]).toEqual([sku, true]);
  });

  it('has prices that are whole, and some that were higher before', () => {
    expect(variants.filter(({ before }) => before !== undefined).length).toBeGreaterThan(2);
    for (const { sku, price, before = price + 1 } of variants)
      expect([sku, Number.isInteger(price) && price > 0 && before > price]).toEqual([sku, true]);
  });

  it.each(demoProducts.map((product) => [product.title, product] as const))(
    'describes %s',
    (title, product) => {
      expect(title.length).toBeLessThanOrEqual(productLimits.title);
      expect(product.description.length).toBeGreaterThan(60);
      expect(product.images.length).toBeGreaterThan(0);
      for (const image of product.images) expect(image).toMatch(/^[a-z0-9-]+$/);
      const options = product.variants.map((variant) => JSON.stringify(variant.options));
      expect(new Set(options).size).toBe(options.length);
    },
  );

  it.each([
    'bowl',
    'plate',
    'cup',
    'lid',
    'towel',
    'napkin',
    'apron',
    'bread cloth',
    'dripper',
    'kettle',
    'grinder',
  ])('sells what the journal says is made here: %s', (word) => {
    expect(demoProducts.some(({ title }) => title.toLowerCase().includes(word))).toBe(true);
  });
});
