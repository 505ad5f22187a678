import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, startApp } from '../../support/app.js';
import { addCategory, addProduct, variant } from '../../support/catalog.js';
import type { Client, Loose } from '../../support/client.js';
import { seededRandom } from '../../support/trials.js';

describe('paging', () => {
  let app: TestApp;
  let merchant: Client;
  beforeAll(async () => {
    app = await startApp();
    merchant = await app.signedIn('Ines Moreau', 'merchant');
  });
  afterAll(() => app.close());

  const sorts = ['-createdAt', 'createdAt', 'price', '-price', 'title', '-title', 'updatedAt', '-updatedAt'];

  describe('walking through all pages', () => {
    it.each(sorts)(
      'meets each product that was there from the beginning once, while others come and change, by %s',
      async (sort) => {
        const random = seededRandom(`pages by ${sort}`);
        const pick = (count: number): number => Math.floor(random() * count);
        const category = (await addCategory(merchant, `Walked ${sort}`)).slug;
        // Few titles and prices, so that most of them are equal; "updatedAt" must stay while it is the order.
        const request = (): Record<string, unknown> => ({
          title: `Title ${pick(3)}`,
          description: 'Met on the way.',
          categories: [category],
          variants: [variant(pick(3) * 100)],
        });
        const expected: string[] = [];
        for (let count = 0; count < 25; count += 1) expected.push((await addProduct(merchant, request())).id);
        const filters = ['', `&category=${category}`, `&category=${category}&q=met+way&minPrice=0`];
        const filter = `&category=${category}${filters[pick(3)]?.replace(/&category=[^&]*/, '') ?? ''}`;

        const met: string[] = [];
        const strangers: Loose[] = [];
        for (let cursor: string | null = ''; cursor !== null;) {
          const limit = 1 + pick(6);
          const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
          const { body } = await app.client.get(
            `/api/v1/products?sort=${sort}&limit=${limit}${filter}${from}`,
          );
          met.push(...body.data.map(({ id }: Loose) => id));
          cursor = body.page.next;
          strangers.push(await addProduct(merchant, request()));
          const stranger = strangers[pick(strangers.length)];
          if (random() < 0.5)
            await merchant.patch(`/api/v1/products/${stranger.id}`, { title: `Title ${pick(3)}` });
          else {
            await merchant.delete(`/api/v1/products/${stranger.id}`);
            strangers.splice(strangers.indexOf(stranger), 1);
          }
          expect(met.length).toBeLessThan(200);
        }
        const times = expected.map((id) => met.filter((each) => each === id).length);
        expect(times).toEqual(expected.map(() => 1));
      },
    );
  });
});
