import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { CategoriesRepository } from '../../../src/modules/catalog/categories/categories.repository.js';
import { Category } from '../../../src/modules/catalog/categories/category.entity.js';
import { Product } from '../../../src/modules/catalog/products/product.entity.js';
import { ProductCategoriesRepository } from '../../../src/modules/catalog/products/product-categories.repository.js';
import { ProductSlugsRepository } from '../../../src/modules/catalog/products/product-slugs.repository.js';
import { ProductsRepository } from '../../../src/modules/catalog/products/products.repository.js';
import { Variant } from '../../../src/modules/catalog/products/variant.entity.js';
import { VariantsRepository } from '../../../src/modules/catalog/products/variants.repository.js';
import { Availability } from '../../../src/modules/catalog/stock/availability.service.js';
import { StockChanged } from '../../../src/modules/inventory/index.js';
import { ConcurrentUpdate } from '../../../src/platform/database/errors.js';
import { Transactions } from '../../../src/platform/database/transactions.js';
import { startApp, type TestApp } from '../../support/app.js';
import { addCategory, addProduct, variant } from '../../support/catalog.js';
import type { Client, Loose } from '../../support/client.js';
import { databaseKind } from '../../support/database.js';

describe(`The guards of the catalog on ${databaseKind}`, () => {
  let app: TestApp;
  let merchant: Client;
  let transactions: Transactions;
  beforeAll(async () => {
    app = await startApp();
    merchant = await app.signedIn('Ines Moreau', 'merchant');
    transactions = app.nest.get(Transactions, { strict: false });
  });
  afterAll(() => app.close());

  const many = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: count }, (_, index) => work(index)));

  it('let one win when many add the first category with one slug at the same moment', async () => {
    const answers = await many(6, () =>
      merchant.post('/api/v1/categories', { name: 'First', slug: 'first' }),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409]);
  });

  it('give each of many a slug when they have one title at the same moment', async () => {
    const slugs = (await many(4, () => addProduct(merchant, { title: 'Same' }))).map(({ slug }) => slug);
    expect(slugs.toSorted()).toEqual(['same', 'same-2', 'same-3', 'same-4']);
  });

  it('keep what is in stock right while the product is changed', async () => {
    const availability = app.nest.get(Availability, { strict: false });
    for (let round = 0; round < 15; round += 1) {
      const variants = [variant(1), variant(2)];
      const product = await addProduct(merchant, { variants });
      const [{ sku }] = product.variants;
      const hear = (available: number, version: number) =>
        transactions.run(() =>
          availability.copy({
            id: newId(),
            type: StockChanged.type,
            occurredAt: new Date(),
            payload: { sku, available, version },
          }),
        );
      await hear(1, 10);
      const change = (index: number) =>
        merchant.patch(`/api/v1/products/${product.id}`, { title: `Title ${index}`, variants });
      const [answers] = await Promise.all([many(3, change), hear(0, 11)]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      const { body } = await app.client.get(`/api/v1/products/${product.id}`);
      expect([round, body.inStock, body.variants[0].inStock]).toEqual([round, false, false]);
    }
  });

  describe('start the work again', () => {
    let product: Loose;
    let other: Loose;
    beforeAll(async () => {
      product = await addProduct(merchant, { title: 'First come' });
      other = await addProduct(merchant, { title: 'Second come' });
    });

    const repository = <T>(type: abstract new (...args: never[]) => T): T =>
      app.nest.get(type, { strict: false });
    const row = async <T extends { id: string }>(type: new () => T, where: object): Promise<T> => {
      const found = await transactions.manager.findOneByOrFail<T>(type, where);
      return found;
    };
    const isStartedAgain = async (work: () => Promise<unknown>): Promise<void> => {
      let times = 0;
      const counted = () => {
        times += 1;
        return work();
      };
      await expect(transactions.run(counted)).rejects.toThrow(ConcurrentUpdate);
      expect(times).toBe(4);
    };

    it('when a product is not at the version it was read at', async () => {
      const read = await row(Product, { id: product.id });
      await merchant.patch(`/api/v1/products/${product.id}`, { description: 'Changed' });
      await isStartedAgain(() => repository(ProductsRepository).change({ ...read }, { title: 'Lost' }));
    });

    it('when a category is not at the version it was read at', async () => {
      const { id } = await addCategory(merchant, 'Twice');
      const read = await row(Category, { id });
      await merchant.patch(`/api/v1/categories/${id}`, { name: 'Changed' });
      await isStartedAgain(() => repository(CategoriesRepository).change({ ...read }, { name: 'Lost' }));
    });

    it('when another product has the slug, or led to it before', async () => {
      await merchant.patch(`/api/v1/products/${product.id}`, { slug: 'moved-on' });
      const slugs = repository(ProductSlugsRepository);
      for (const slug of ['first-come', 'moved-on'])
        await isStartedAgain(() => slugs.give(slug, other.id, new Date()));
      const read = await row(Product, { id: other.id });
      const products = repository(ProductsRepository);
      await isStartedAgain(() => products.change({ ...read }, { slug: 'moved-on' }));
      await isStartedAgain(() => products.add({ ...read, id: newId(), slug: 'moved-on' }));
    });

    it('when another variant has the SKU', async () => {
      const read = await row(Variant, { productId: product.id });
      const taken = { ...read, id: newId(), productId: other.id };
      await isStartedAgain(() => repository(VariantsRepository).add([taken]));
    });

    it('when a category is gone that a product is put into', async () => {
      await isStartedAgain(() => repository(ProductCategoriesRepository).assign(other.id, [newId()]));
    });
  });

  it.each([
    ['a product without a slug of its own', `UPDATE catalog_products SET slug = 'one-for-all'`],
    ['one slug for two categories', `UPDATE catalog_categories SET slug = 'one-for-all'`],
    ['one SKU for two variants', `UPDATE catalog_variants SET sku = 'ONE-FOR-ALL'`],
    ['a variant of no product', `UPDATE catalog_variants SET product_id = 'nobody'`],
    ['a slug of no product', `UPDATE catalog_product_slugs SET product_id = 'nobody'`],
    ['a category that lies in none', `UPDATE catalog_categories SET parent_id = 'nowhere'`],
  ])('refuse %s, whatever the code says', async (_what, statement) => {
    await expect(transactions.manager.query(statement)).rejects.toThrow(/constraint|duplicate/i);
  });
});
