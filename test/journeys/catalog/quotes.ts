import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Catalog } from '../../../src/modules/catalog/index.js';
import { countQueries } from '../../../src/platform/database/query-count.js';
import { type TestApp, startApp } from '../../support/app.js';
import { addProduct, variant } from '../../support/catalog.js';
import type { Client, Loose } from '../../support/client.js';

describe('quotes', () => {
  let app: TestApp;
  let merchant: Client;
  beforeAll(async () => {
    app = await startApp();
    merchant = await app.signedIn('Ines Moreau', 'merchant');
  });
  afterAll(() => app.close());

  const path = (product: Loose): string => `/api/v1/products/${product.id}`;
  const skuOf = (product: Loose, index = 0): string => product.variants[index].sku;

  describe('the catalog', () => {
    it('quotes titles and prices as of now, in the order of the SKUs, and says what cannot be bought', async () => {
      const catalog = app.nest.get(Catalog, { strict: false });
      const cup = await addProduct(merchant, {
        title: 'Cup',
        variants: [
          variant(900, { sku: 'QUOTE-B', options: { color: 'Blue' } }),
          variant(800, { sku: 'QUOTE-A' }),
        ],
      });
      const draft = await addProduct(merchant, { status: 'draft' });
      const quote = () =>
        catalog.quote({
          lines: [
            { sku: 'QUOTE-B', quantity: 2 },
            { sku: 'quote-a', quantity: 1 },
            { sku: 'QUOTE-A', quantity: 1 },
            { sku: skuOf(draft), quantity: 1 },
            { sku: 'QUOTE-B', quantity: 1 },
          ],
        });
      const line = { productId: cup.id };
      expect(await quote()).toEqual({
        lines: [
          {
            ...line,
            sku: 'QUOTE-A',
            title: 'Cup',
            variantId: cup.variants[1].id,
            quantity: 1,
            unitPrice: { amount: 800, currency: 'EUR' },
          },
          {
            ...line,
            sku: 'QUOTE-B',
            title: 'Cup – Blue',
            variantId: cup.variants[0].id,
            quantity: 3,
            unitPrice: { amount: 900, currency: 'EUR' },
          },
        ],
        unavailable: [
          { sku: skuOf(draft), reason: 'not_for_sale' },
          { sku: 'quote-a', reason: 'unknown_sku' },
        ],
      });
      await merchant.patch(path(cup), { status: 'archived' });
      expect((await quote()).lines).toEqual([]);
    });

    it('quotes a hundred lines with one statement, as it does one', async () => {
      const catalog = app.nest.get(Catalog, { strict: false });
      const product = await addProduct(merchant, {
        variants: Array.from({ length: 100 }, () => variant(500)),
      });
      const lines = product.variants.map(({ sku }: Loose) => ({ sku, quantity: 1 }));
      for (const count of [1, 100]) {
        const { result, queries } = await countQueries(() => catalog.quote({ lines: lines.slice(0, count) }));
        expect([result.lines.length, queries]).toEqual([count, 1]);
      }
      const { queries } = await countQueries(() => catalog.quote({ lines: [] }));
      expect(queries).toBe(0);
    });
  });
});
