import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { type TestApp, startApp } from '../../support/app.js';
import { readAll } from '../../support/blog.js';
import { addCategory, addProduct, variant } from '../../support/catalog.js';
import type { Client, Loose } from '../../support/client.js';
import { statementsOf } from '../../support/statements.js';

describe('reading', () => {
  const list = '/api/v1/products';
  let app: TestApp;
  let merchant: Client;
  const categories: Record<string, Loose> = {};

  /** Cup 1 to Cup 24: prices repeat, every third has nothing in stock, every fourth lies in a category below "Kitchen". */
  const cups = Array.from({ length: 24 }, (_, index) => index + 1);
  const priceOf = (cup: number): number => 1_000 + (cup % 6) * 100;
  const names = (...wanted: number[]): string[] => wanted.map((cup) => `Cup ${cup}`);
  const titles = (rows: Loose[]): string[] => rows.map(({ title }) => title);

  beforeAll(async () => {
    app = await startApp();
    merchant = await app.signedIn('Ines Moreau', 'merchant');
    categories.kitchen = await addCategory(merchant, 'Kitchen');
    categories.cups = await addCategory(merchant, 'Cups', categories.kitchen);
    categories.espresso = await addCategory(merchant, 'Espresso', categories.cups);
    categories.garden = await addCategory(merchant, 'Garden');
    for (const cup of cups)
      await addProduct(merchant, {
        title: `Cup ${cup}`,
        description: cup % 2 === 0 ? 'Glazed in ash.' : 'Left plain.',
        categories: cup % 4 === 0 ? ['espresso'] : cup % 4 === 1 ? ['cups', 'garden'] : [],
        variants: [
          variant(priceOf(cup) + 5_000, { onHand: 0 }),
          variant(priceOf(cup), { onHand: cup % 3 === 0 ? 0 : 2 }),
        ],
      });
    await addProduct(merchant, { title: 'Hidden', status: 'draft', categories: ['cups'] });
  });
  afterAll(() => app.close());

  describe('the list of products', () => {
    it('shows the newest first, twenty at a time, with a link to the next page', async () => {
      const { body, headers } = await app.client.get(list);
      expect(titles(body.data)).toEqual(names(...cups.toReversed().slice(0, 20)));
      expect(body.page).toEqual({ limit: 20, next: expect.any(String) });
      expect(headers.get('link')).toContain(`cursor=${body.page.next}`);
      const next = await app.client.get(`${list}?cursor=${body.page.next}`);
      expect(titles(next.body.data)).toEqual(names(4, 3, 2, 1));
      expect(next.body.page.next).toBeNull();
      expect(next.headers.get('link')).toBeNull();
    });

    it('says of each what its own page says', async () => {
      const { body } = await app.client.get(`${list}?limit=3`);
      for (const product of body.data)
        expect((await app.client.get(`${list}/${product.id}`)).body).toEqual(product);
      expect(body.data[0].variants.map(({ price }: Loose) => price.amount)).toEqual([6_000, 1_000]);
    });

    const byTitle = cups.toSorted((left, right) => (`cup-${left}` < `cup-${right}` ? -1 : 1));
    const byPrice = cups.toSorted((left, right) => priceOf(left) - priceOf(right) || left - right);
    it.each([
      ['createdAt', cups],
      ['updatedAt', cups],
      ['title', byTitle],
      ['price', byPrice],
    ])(
      'is sorted by %s, both ways, each product once from the first page to the last',
      async (sort, order) => {
        expect(titles(await readAll(app.client, `${list}?limit=5&sort=${sort}`))).toEqual(names(...order));
        expect(titles(await readAll(app.client, `${list}?limit=5&sort=-${sort}`))).toEqual(
          names(...order.toReversed()),
        );
      },
    );

    it('orders titles whatever their case and accents', async () => {
      for (const title of ['élan vase', 'Elan Vase b', 'ELAN VASE a', 'Zest', 'apron'])
        await addProduct(merchant, { title, categories: [(await titled()).id] });
      const rows = await readAll(app.client, `${list}?category=titles&sort=title&limit=2`);
      expect(titles(rows)).toEqual(['apron', 'élan vase', 'ELAN VASE a', 'Elan Vase b', 'Zest']);
      for (const { id } of rows) await merchant.delete(`${list}/${id}`);
    });

    let titlesCategory: Promise<Loose> | undefined;
    const titled = (): Promise<Loose> => (titlesCategory ??= addCategory(merchant, 'Titles'));

    it('counts what there is in all, only when it is asked to', async () => {
      expect((await app.client.get(`${list}?limit=1&count=true`)).body.page.total).toBe(24);
      const { body } = await app.client.get(`${list}?limit=1&count=true&category=kitchen&inStock=true`);
      expect(body.page.total).toBe(8);
      expect((await app.client.get(`${list}?limit=1&count=false`)).body.page).not.toHaveProperty('total');
      expect((await app.client.get(`${list}?limit=1`)).body.page).not.toHaveProperty('total');
    });
  });

  describe('filters', () => {
    it.each([
      ['kitchen', (cup: number) => cup % 4 < 2],
      ['cups', (cup: number) => cup % 4 < 2],
      ['espresso', (cup: number) => cup % 4 === 0],
      ['garden', (cup: number) => cup % 4 === 1],
      ['unknown', () => false],
    ])('by the category %s find what lies in it or below it, by slug and by id', async (slug, within) => {
      const expected = names(...cups.filter(within).toReversed());
      expect(titles(await readAll(app.client, `${list}?limit=2&category=${slug}`))).toEqual(expected);
      const id = categories[slug]?.id ?? newId();
      expect(titles(await readAll(app.client, `${list}?limit=2&category=${id}`))).toEqual(expected);
    });

    it('by price look at the cheapest variant, bounds included', async () => {
      const between = async (query: string): Promise<string[]> =>
        titles(await readAll(app.client, `${list}?limit=100&sort=createdAt&${query}`));
      const priced = (from: number, to: number): string[] =>
        names(...cups.filter((cup) => priceOf(cup) >= from && priceOf(cup) <= to));
      expect(await between('minPrice=1400')).toEqual(priced(1_400, 1_500));
      expect(await between('maxPrice=1100')).toEqual(priced(1_000, 1_100));
      expect(await between('minPrice=1100&maxPrice=1300')).toEqual(priced(1_100, 1_300));
      expect(await between('minPrice=1101&maxPrice=1199')).toEqual([]);
      expect(await between('minPrice=1300&maxPrice=1100')).toEqual([]);
      expect(await between('minPrice=5000')).toEqual([]);
      expect(await between('minPrice=0&maxPrice=100000000000')).toHaveLength(24);
    });

    it('by price compare amounts as they stand; the currency is a filter of its own', async () => {
      const variants = [variant(1_200, { price: { amount: 1_200, currency: 'JPY' } })];
      const { id } = await addProduct(merchant, { title: 'Kyoto cup', variants });
      const find = async (query: string): Promise<string[]> =>
        titles((await app.client.get(`${list}?limit=100&sort=price&${query}`)).body.data);
      expect(await find('minPrice=1200&maxPrice=1200')).toEqual([...names(2, 8, 14, 20), 'Kyoto cup']);
      expect(await find('minPrice=1200&maxPrice=1200&currency=EUR')).toEqual(names(2, 8, 14, 20));
      expect(await find('currency=JPY')).toEqual(['Kyoto cup']);
      expect(await find('currency=USD')).toEqual([]);
      await merchant.delete(`${list}/${id}`);
    });

    it('by stock find what has a variant in stock, or has none', async () => {
      const find = async (query: string): Promise<string[]> =>
        titles(await readAll(app.client, `${list}?limit=9&sort=createdAt&${query}`));
      expect(await find('inStock=true')).toEqual(names(...cups.filter((cup) => cup % 3 !== 0)));
      expect(await find('inStock=false')).toEqual(names(...cups.filter((cup) => cup % 3 === 0)));
    });

    it('narrow each other, whatever the order and the page', async () => {
      const query = 'q=glazed&category=kitchen&minPrice=1100&maxPrice=1500&inStock=true&currency=EUR';
      const expected = cups.filter(
        (cup) => cup % 4 === 0 && cup % 3 !== 0 && priceOf(cup) >= 1_100 && priceOf(cup) <= 1_500,
      );
      expect(expected.length).toBeGreaterThan(2);
      for (const [sort, order] of [
        ['createdAt', expected],
        ['-createdAt', expected.toReversed()],
        ['price', expected.toSorted((left, right) => priceOf(left) - priceOf(right) || left - right)],
        ['-title', expected.toSorted((left, right) => (`cup-${left}` < `cup-${right}` ? 1 : -1))],
      ] as const)
        expect(titles(await readAll(app.client, `${list}?limit=2&sort=${sort}&${query}`))).toEqual(
          names(...order),
        );
    });

    it('follow what a product becomes: its price, its categories, its status', async () => {
      const product = await addProduct(merchant, { title: 'Changing', categories: ['espresso'] });
      const found = async (query: string): Promise<boolean> =>
        titles((await app.client.get(`${list}?${query}&limit=100`)).body.data).includes('Changing');
      expect([await found('minPrice=1900'), await found('category=kitchen')]).toEqual([true, true]);
      const [{ sku }] = product.variants;
      await merchant.patch(`${list}/${product.id}`, {
        variants: [variant(700, { sku })],
        categories: ['garden'],
      });
      expect([await found('minPrice=1900'), await found('maxPrice=700')]).toEqual([false, true]);
      expect([await found('category=kitchen'), await found('category=garden')]).toEqual([false, true]);
      await merchant.patch(`${list}/${product.id}`, { status: 'archived' });
      expect([await found('maxPrice=700'), await found('category=garden')]).toEqual([false, false]);
    });
  });

  describe('a bad question', () => {
    it.each([
      ['minPrice=-1', 'minPrice', 'too_small'],
      ['minPrice=1.5', 'minPrice', 'wrong_type'],
      ['minPrice=abc', 'minPrice', 'wrong_type'],
      ['minPrice=', 'minPrice', 'wrong_type'],
      ['maxPrice=100000000001', 'maxPrice', 'too_large'],
      ['maxPrice=1&maxPrice=2', 'maxPrice', 'wrong_type'],
      ['inStock=yes', 'inStock', 'wrong_type'],
      ['inStock=1', 'inStock', 'wrong_type'],
      ['currency=eur', 'currency', 'wrong_format'],
      ['currency=EURO', 'currency', 'wrong_format'],
      ['q=', 'q', 'too_short'],
      [`q=${'x'.repeat(201)}`, 'q', 'too_long'],
      ['q=a%00b', 'q', 'wrong_characters'],
      ['q=a&q=b', 'q', 'wrong_type'],
      ['category=', 'category', 'too_short'],
      ['category[id]=1', 'category[id]', 'unknown_field'],
      ['sort=sku', 'sort', 'unknown_value'],
      ['sort=+price', 'sort', 'unknown_value'],
      ['sort=price&sort=title', 'sort', 'unknown_value'],
      ['status=gone', 'status', 'unknown_value'],
      ['limit=0', 'limit', 'too_small'],
      ['limit=101', 'limit', 'too_large'],
      ['count=1', 'count', 'wrong_type'],
      ['colour=blue', 'colour', 'unknown_field'],
    ])('such as %s names the field', async (query, field, code) => {
      const { status, body } = await app.client.get(`${list}?${query}`);
      expect([status, body.code, body.errors]).toMatchObject([400, 'validation_failed', [{ field, code }]]);
    });

    const cursor = (content: unknown): string => Buffer.from(JSON.stringify(content)).toString('base64url');
    it.each([
      ['x'],
      ['e30'],
      [cursor({ sort: 'price', value: '1000', id: newId() })],
      [cursor({ sort: 'price', value: 1e30, id: newId() })],
      [cursor({ sort: 'price', value: 1_000, id: '1' })],
      [cursor({ sort: 'price', value: { gte: 0 }, id: newId() })],
    ])('with the cursor %s is refused', async (bad) => {
      const { status, body } = await app.client.get(`${list}?sort=price&cursor=${bad}`);
      expect([status, body.code, body.errors]).toMatchObject([400, 'invalid_cursor', [{ field: 'cursor' }]]);
    });

    it('with the cursor of another order is refused', async () => {
      for (const [made, used] of [
        ['price', '-price'],
        ['price', 'title'],
        ['-createdAt', 'createdAt'],
        ['createdAt', 'updatedAt'],
      ]) {
        const { next } = (await app.client.get(`${list}?limit=1&sort=${made}`)).body.page;
        const { status, body } = await app.client.get(`${list}?limit=1&sort=${used}&cursor=${next}`);
        expect([made, used, status, body.code]).toEqual([made, used, 400, 'invalid_cursor']);
      }
    });

    it('about one product has a clear answer as well', async () => {
      const of = async (path: string): Promise<unknown[]> => {
        const { status, body } = await app.client.get(`${list}/${path}`);
        return [status, body.code];
      };
      expect(await of('7')).toEqual([400, 'validation_failed']);
      expect(await of(newId())).toEqual([404, 'product_not_found']);
      expect(await of('by-slug/nothing')).toEqual([404, 'product_not_found']);
    });
  });

  describe('the number of statements', () => {
    const queries: [string, number][] = [
      [`${list}?sort=-createdAt`, 3],
      [`${list}?sort=price&minPrice=1&inStock=true&currency=EUR`, 3],
      [`${list}?sort=price&category=garden`, 4],
      [`${list}?sort=-updatedAt&q=cup`, 4],
      [`${list}?sort=title&category=kitchen&q=cup&inStock=true`, 4],
    ];

    it('of a list is as much for one row as for a hundred, and one more for the total', async () => {
      for (const [path, statements] of queries) {
        expect([path, await statementsOf(app, `${path}&limit=1`)]).toEqual([path, statements]);
        expect([path, await statementsOf(app, `${path}&limit=20`)]).toEqual([path, statements]);
        // Long pages look at how large their products are before they read them.
        expect([path, await statementsOf(app, `${path}&limit=100`)]).toEqual([path, statements + 2]);
        expect([path, await statementsOf(app, `${path}&limit=100&count=true`)]).toEqual([
          path,
          statements + 3,
        ]);
      }
    });

    it('of a list stays the same while the catalog grows', async () => {
      for (let count = 0; count < 20; count += 1)
        await addProduct(merchant, { categories: ['cups', 'garden'], variants: [variant(1), variant(2)] });
      for (const [path, statements] of queries)
        expect([path, await statementsOf(app, `${path}&limit=100`)]).toEqual([path, statements + 2]);
    });

    it('of one product is three, by its slug too', async () => {
      const { id, slug } = await addProduct(merchant, { categories: ['cups'] });
      expect(await statementsOf(app, `${list}/${id}`)).toBe(3);
      expect(await statementsOf(app, `${list}/by-slug/${slug}`)).toBe(3);
    });
  });
});
