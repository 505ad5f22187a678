import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { type TestApp, startApp } from '../../support/app.js';
import { addCategory, addProduct, variant } from '../../support/catalog.js';
import type { Client, Loose } from '../../support/client.js';
import { until } from '../../support/until.js';

describe('writing', () => {
  let app: TestApp;
  let merchant: Client & { userId: string };
  let customer: Client & { userId: string };
  beforeAll(async () => {
    app = await startApp();
    merchant = await app.signedIn('Ines Moreau', 'merchant');
    customer = await app.signedIn('Paul Adeyemi', 'customer');
  });
  afterAll(() => app.close());

  const path = (product: Loose): string => `/api/v1/products/${product.id}`;
  const skuOf = (product: Loose, index = 0): string => product.variants[index].sku;

  describe('adding a product', () => {
    it('takes all there is to say of it, and shows it as it was said', async () => {
      const bowls = await addCategory(merchant, 'Bowls');
      const small = variant(2_400, {
        options: { size: 'Small', glaze: 'Ash' },
        compareAtPrice: { amount: 2_900, currency: 'EUR' },
      });
      const large = variant(3_200, { title: 'The large one', onHand: 3 });
      const request = {
        title: '  Breakfast bowl ',
        description: 'Holds **enough**.\nEvery day.',
        status: 'active',
        categories: ['bowls'],
        attributes: { weight: 420, dishwasher: true, made: 'Skerry Point' },
        images: ['https://images.example.com/bowl.jpg'],
        variants: [small, large],
      };
      const { status, body, headers } = await merchant.post('/api/v1/products', request);
      expect(status).toBe(201);
      expect(body).toEqual({
        ...request,
        id: expect.any(String),
        title: 'Breakfast bowl',
        slug: 'breakfast-bowl',
        categories: [{ id: bowls.id, slug: 'bowls', name: 'Bowls' }],
        variants: [
          { ...small, id: expect.any(String), title: 'Small / Ash', inStock: false },
          {
            id: expect.any(String),
            sku: large.sku,
            title: 'The large one',
            options: {},
            price: large.price,
            inStock: true,
          },
        ],
        inStock: true,
        createdAt: expect.any(String),
        updatedAt: body.createdAt,
        version: 1,
      });
      expect(headers.get('etag')).toMatch(/^"1-/);
      const read = await app.client.get(path(body));
      expect(read.body).toEqual(body);
      const again = { headers: { 'if-none-match': String(read.headers.get('etag')) } };
      expect((await app.client.get(path(body), again)).status).toBe(304);
    });

    it('stocks it: what was given can be bought at once, the rest is known', async () => {
      const variants = [variant(100, { onHand: 7 }), variant(200)];
      const product = await addProduct(merchant, { variants });
      for (const [index, onHand] of [7, 0].entries()) {
        const { body } = await merchant.get(`/api/v1/inventory/${skuOf(product, index)}`);
        expect(body).toMatchObject({ onHand, held: 0, available: onHand });
      }
      const { body } = await merchant.get(`/api/v1/inventory/${skuOf(product)}/movements`);
      expect(body.data).toMatchObject([
        { kind: 'received', deltaOnHand: 7, reason: 'First stock', reference: product.variants[0].id },
      ]);
    });

    it('needs little more than a title and a price', async () => {
      const { body } = await merchant.post('/api/v1/products', { title: 'Towel', variants: [variant(0)] });
      expect(body).toMatchObject({
        status: 'draft',
        description: '',
        categories: [],
        attributes: {},
        images: [],
        inStock: false,
        variants: [{ title: 'Towel', options: {} }],
      });
    });

    it('happens once when it is sent again with its key', async () => {
      const request = { title: 'Only once', variants: [variant(500, { onHand: 5 })] };
      const options = { headers: { 'idempotency-key': randomUUID() } };
      const first = await merchant.post('/api/v1/products', request, options);
      const second = await merchant.post('/api/v1/products', request, options);
      expect([second.status, second.body]).toEqual([201, first.body]);
      expect(second.headers.get('idempotency-replayed')).toBe('true');
      expect((await merchant.get(`/api/v1/inventory/${skuOf(first.body)}`)).body.onHand).toBe(5);
    });

    it('gives products with one title different slugs', async () => {
      const slugs = [];
      for (let count = 0; count < 3; count += 1)
        slugs.push((await addProduct(merchant, { title: 'Blue cup' })).slug);
      expect(slugs).toEqual(['blue-cup', 'blue-cup-2', 'blue-cup-3']);
    });

    const euros = (amount: number) => ({ amount, currency: 'EUR' });
    it.each([
      [{ title: undefined }, 'title', 'required'],
      [{ title: ' ' }, 'title', 'wrong_format'],
      [{ title: 'x'.repeat(201) }, 'title', 'too_long'],
      [{ variants: undefined }, 'variants', 'required'],
      [{ variants: [] }, 'variants', 'too_few'],
      [{ status: 'sold' }, 'status', 'unknown_value'],
      [{ slug: 'Not A Slug' }, 'slug', 'wrong_format'],
      [{ price: euros(1) }, 'price', 'unknown_field'],
      [{ categories: ['no-such-category'] }, 'categories.0', 'unknown'],
      [{ categories: ['a', 'a'] }, 'categories', 'duplicate'],
      [{ images: ['javascript:alert(1)'] }, 'images', 'wrong_format'],
      [{ images: 'https://example.com/a.jpg' }, 'images', 'wrong_type'],
      [{ attributes: ['list'] }, 'attributes', 'wrong_type'],
      [{ attributes: { nested: { deep: 1 } } }, 'attributes', 'wrong_format'],
      [{ attributes: { constructor: 'x' } }, 'attributes.constructor', 'unknown_field'],
      [{ attributes: { '': 'x' } }, 'attributes', 'wrong_format'],
      [{ attributes: { ['x'.repeat(61)]: 'x' } }, 'attributes', 'wrong_format'],
      [{ variants: [variant(1, { sku: 'has space' })] }, 'variants.0.sku', 'wrong_format'],
      [{ variants: [variant(1, { sku: 'x'.repeat(65) })] }, 'variants.0.sku', 'too_long'],
      [{ variants: [variant(-1)] }, 'variants.0.price.amount', 'too_small'],
      [{ variants: [variant(1.5)] }, 'variants.0.price.amount', 'wrong_type'],
      [{ variants: [variant(1, { price: 1 })] }, 'variants.0.price', 'wrong_type'],
      [
        { variants: [variant(1, { price: { amount: 1, currency: 'euro' } })] },
        'variants.0.price.currency',
        'wrong_format',
      ],
      [{ variants: [variant(1, { onHand: -1 })] }, 'variants.0.onHand', 'too_small'],
      [{ variants: [variant(1, { options: { size: 1 } })] }, 'variants.0.options', 'wrong_format'],
      [{ variants: [variant(1, { id: newId() })] }, 'variants.0.id', 'unknown_field'],
      [
        { variants: [variant(1, { sku: 'TWICE' }), variant(1, { sku: 'TWICE' })] },
        'variants.1.sku',
        'duplicate',
      ],
      [
        { variants: [variant(1), variant(1, { price: { amount: 1, currency: 'USD' } })] },
        'variants.1.price.currency',
        'invalid',
      ],
      [
        { variants: [variant(5, { compareAtPrice: euros(5) })] },
        'variants.0.compareAtPrice.amount',
        'too_small',
      ],
      [
        { variants: [variant(5, { compareAtPrice: { amount: 9, currency: 'USD' } })] },
        'variants.0.compareAtPrice.currency',
        'invalid',
      ],
    ])('is refused with %j', async (wrong, field, code) => {
      const request = { title: 'Odd', variants: [variant(1)], ...wrong };
      const { status, body } = await merchant.post('/api/v1/products', request);
      expect([status, body.errors]).toMatchObject([400, [{ field, code }]]);
    });

    it('is refused when another product has the SKU or the slug, and leaves nothing behind', async () => {
      const first = await addProduct(merchant, { slug: 'taken-slug' });
      const sku = skuOf(first);
      const again = await merchant.post('/api/v1/products', {
        title: 'Second',
        variants: [variant(1), variant(1, { sku })],
      });
      expect([again.status, again.body.code]).toEqual([409, 'sku_taken']);
      expect(again.body.errors).toMatchObject([{ field: 'variants.1.sku', code: 'taken' }]);
      const slug = await merchant.post('/api/v1/products', {
        title: 'Third',
        slug: 'taken-slug',
        variants: [variant(1)],
      });
      expect([slug.status, slug.body.code]).toEqual([409, 'product_slug_taken']);
      expect((await merchant.get('/api/v1/products?status=draft&q=second')).body.data).toEqual([]);
    });

    it('is won by one when two take one SKU at the same moment', async () => {
      const { sku } = variant(1) as { sku: string };
      const answers = await Promise.all(
        Array.from({ length: 6 }, (_, index) =>
          merchant.post('/api/v1/products', { title: `Racer ${index}`, variants: [variant(1, { sku })] }),
        ),
      );
      const statuses = answers.map(({ status }) => status).toSorted();
      expect(statuses).toEqual([201, 409, 409, 409, 409, 409]);
    });
  });

  describe('changing a product', () => {
    it('changes what is named and leaves the rest', async () => {
      const product = await addProduct(merchant, { attributes: { weight: 1 }, description: 'Before' });
      const { status, body } = await merchant.patch(path(product), {
        description: 'After',
        status: 'archived',
      });
      expect(status).toBe(200);
      expect(body).toEqual({
        ...product,
        description: 'After',
        status: 'archived',
        version: 2,
        updatedAt: body.updatedAt,
      });
    });

    it('as a whole gives what is left out its default', async () => {
      await addCategory(merchant, 'Odds and ends');
      const product = await addProduct(merchant, {
        title: 'Replaced',
        attributes: { weight: 1 },
        categories: ['odds-and-ends'],
        images: ['https://example.com/a.jpg'],
      });
      const sku = skuOf(product);
      const { body } = await merchant.put(path(product), { title: 'Anew', variants: [variant(5, { sku })] });
      expect(body).toMatchObject({
        title: 'Anew',
        slug: 'anew',
        status: 'draft',
        description: '',
        attributes: {},
        categories: [],
        images: [],
        variants: [{ id: product.variants[0].id, sku, price: { amount: 5, currency: 'EUR' } }],
        version: 2,
      });
    });

    it('keeps a variant as long as its SKU stays, adds new ones, and removes what is not named', async () => {
      const [first, second, third] = [variant(10, { onHand: 2 }), variant(20), variant(30)];
      const product = await addProduct(merchant, { variants: [first, second] });
      const { onHand: _onHand, ...kept } = { ...first };
      const { body } = await merchant.patch(path(product), {
        variants: [third, { ...kept, title: 'Renamed' }],
      });
      expect(body.variants).toMatchObject([
        { sku: third?.sku, inStock: false },
        { id: product.variants[0].id, sku: first?.sku, title: 'Renamed', inStock: true },
      ]);
      expect((await merchant.get(`/api/v1/inventory/${skuOf(body)}`)).body).toMatchObject({ onHand: 0 });
      const freed = await addProduct(merchant, { variants: [variant(1, { sku: second?.sku })] });
      expect(freed.variants[0].id).not.toBe(product.variants[1].id);
    });

    it('takes first stock for new products alone', async () => {
      const product = await addProduct(merchant);
      const request = { variants: [variant(1, { onHand: 5 })] };
      const { status, body } = await merchant.patch(path(product), request);
      expect([status, body.errors]).toMatchObject([
        400,
        [{ field: 'variants.0.onHand', code: 'unknown_field' }],
      ]);
    });

    it('is refused when it has changed since it was read', async () => {
      const product = await addProduct(merchant);
      const { headers } = await merchant.get(path(product));
      const ifMatch = { headers: { 'if-match': String(headers.get('etag')) } };
      expect((await merchant.patch(path(product), { title: 'Mine' }, ifMatch)).status).toBe(200);
      for (const answer of [
        await merchant.patch(path(product), { title: 'Theirs' }, ifMatch),
        await merchant.put(path(product), { title: 'Theirs', variants: [variant(1)] }, ifMatch),
        await merchant.delete(path(product), ifMatch),
      ])
        expect([answer.status, answer.body.code]).toEqual([412, 'stale_version']);
      expect((await merchant.get(path(product))).body.title).toBe('Mine');
    });

    it('loses nothing when many change it at the same moment', async () => {
      const product = await addProduct(merchant);
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          merchant.patch(
            path(product),
            index % 2 === 0 ? { description: `${index}` } : { title: `${index}` },
          ),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      expect((await merchant.get(path(product))).body.version).toBe(11);
    });

    it('leads old slugs to the new one', async () => {
      const product = await addProduct(merchant, { title: 'Old name' });
      await merchant.patch(path(product), { slug: 'new-name' });
      const moved = await app.client.get('/api/v1/products/by-slug/old-name');
      expect([moved.status, moved.headers.get('location')]).toEqual([
        308,
        '/api/v1/products/by-slug/new-name',
      ]);
      expect((await app.client.get('/api/v1/products/by-slug/new-name')).body.id).toBe(product.id);
      const other = await merchant.post('/api/v1/products', {
        title: 'x',
        slug: 'old-name',
        variants: [variant(1)],
      });
      expect(other.body.code).toBe('product_slug_taken');
      expect((await merchant.patch(path(product), { slug: 'old-name' })).status).toBe(200);
    });

    it('removes it with its variants and slugs; its SKU is free again', async () => {
      const product = await addProduct(merchant, {
        title: 'Short lived',
        variants: [variant(1, { onHand: 4 })],
      });
      expect((await merchant.delete(path(product))).status).toBe(204);
      expect((await app.client.get(path(product))).body.code).toBe('product_not_found');
      expect((await app.client.get('/api/v1/products/by-slug/short-lived')).status).toBe(404);
      const again = await addProduct(merchant, { variants: [variant(1, { sku: skuOf(product) })] });
      // Its stock was never gone: the new product learns of it.
      await until('it is in stock', async () => (await app.client.get(path(again))).body.inStock === true);
    });
  });

  describe('the catalog', () => {
    it('is changed by merchants and admins alone', async () => {
      const product = await addProduct(merchant);
      const request = { title: 'Mine', variants: [variant(1)] };
      for (const [client, status] of [
        [app.client, 401],
        [customer, 403],
        [await app.signedIn('Jonas', 'author'), 403],
        [await app.signedIn('Mara', 'editor'), 403],
      ] as const) {
        expect((await client.post('/api/v1/products', request)).status).toBe(status);
        expect((await client.put(path(product), request)).status).toBe(status);
        expect((await client.patch(path(product), { title: 'Mine' })).status).toBe(status);
        expect((await client.delete(path(product))).status).toBe(status);
        expect((await client.post('/api/v1/categories', { name: 'Mine' })).status).toBe(status);
      }
      const admin = await app.signedIn('Root', 'admin');
      expect((await admin.patch(path(product), { title: 'By root' })).status).toBe(200);
    });

    it('hides what is not active from everybody else', async () => {
      for (const status of ['draft', 'archived']) {
        const product = await addProduct(merchant, { status, title: `Hidden ${status}` });
        for (const client of [app.client, customer]) {
          expect((await client.get(path(product))).body.code).toBe('product_not_found');
          expect((await client.get(`/api/v1/products/by-slug/hidden-${status}`)).status).toBe(404);
          expect((await client.get('/api/v1/products?q=hidden')).body.data).toEqual([]);
        }
        expect((await app.client.get(`/api/v1/products?status=${status}`)).status).toBe(401);
        expect((await customer.get(`/api/v1/products?status=${status}`)).status).toBe(403);
        expect((await merchant.get(path(product))).status).toBe(200);
        expect((await merchant.get(`/api/v1/products?status=${status}&q=hidden`)).body.data).toHaveLength(1);
      }
    });

    it('says 404 for ids that nobody has and 400 for what is none', async () => {
      expect((await merchant.patch(`/api/v1/products/${newId()}`, { title: 'x' })).status).toBe(404);
      expect((await merchant.delete(`/api/v1/products/${newId()}`)).status).toBe(404);
      expect((await app.client.get('/api/v1/products/1')).status).toBe(400);
      expect((await app.client.get('/api/v1/products/by-slug/no-such-thing')).status).toBe(404);
    });
  });
});
