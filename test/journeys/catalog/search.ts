import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, startApp } from '../../support/app.js';
import { readAll } from '../../support/blog.js';
import { addProduct, variant } from '../../support/catalog.js';
import type { Client, Loose } from '../../support/client.js';

describe('search', () => {
  const list = '/api/v1/products';
  let app: TestApp;
  let merchant: Client;
  beforeAll(async () => {
    app = await startApp();
    merchant = await app.signedIn('Ines Moreau', 'merchant');
    const shelf = [
      ['Breakfast bowl', 'Stoneware in the glaze Skerry, for porridge.', 2_400],
      ['Low bowl', 'Holds the soup, or a salad. Stoneware, of course.', 3_100],
      ['Crème brûlée ramekin', 'Six of them fit into one oven.', 1_200],
      ['Oak board', 'For the bread beside the soup.', 4_800],
      ['Ελληνικό φλιτζάνι', 'A small coffee cup.', 900],
    ] as const;
    for (const [title, description, price] of shelf)
      await addProduct(merchant, { title, description, variants: [variant(price)] });
  });
  afterAll(() => app.close());

  const search = async (text: string, more = ''): Promise<string[]> => {
    const rows = await readAll(
      app.client,
      `${list}?sort=createdAt&limit=2&q=${encodeURIComponent(text)}${more}`,
    );
    return rows.map(({ title }: Loose) => title);
  };

  describe('searching products', () => {
    it.each([
      ['bowl', ['Breakfast bowl', 'Low bowl']],
      ['BOWL', ['Breakfast bowl', 'Low bowl']],
      ['porridge', ['Breakfast bowl']],
      ['stone', ['Breakfast bowl', 'Low bowl']],
      ['stonew bow', ['Breakfast bowl', 'Low bowl']],
      ['bowl soup', ['Low bowl']],
      ['soup bowl', ['Low bowl']],
      ['low-bowl', ['Low bowl']],
      ['"low bowl"', ['Low bowl']],
      ['creme brulee', ['Crème brûlée ramekin']],
      ['CRÈME', ['Crème brûlée ramekin']],
      ['φλιτζάνι', ['Ελληνικό φλιτζάνι']],
      ['the soup', ['Low bowl', 'Oak board']],
      ['bowl porcelain', []],
      ['owl', []],
      ['oneware', []],
    ])('for %j finds %j', async (text, expected) => {
      expect(await search(text)).toEqual(expected);
    });

    it.each([
      ['bowl -soup', ['Low bowl']],
      ['-bowl soup', ['Low bowl']],
      ['+bowl porcelain', []],
      ['bowl OR board', []],
      ['bowl NOT soup', []],
      ['(bowl) <soup> ~salad', ['Low bowl']],
      ['title:bowl', []],
      ['bowl* soup*', ['Low bowl']],
      ['%bowl%', ['Breakfast bowl', 'Low bowl']],
      ['_owl', []],
      ["board' OR 'bowl'='bowl", []],
      ['"', []],
      ['* + - ~ ( ) < > @ "', []],
      ['%', []],
      ['\\', []],
      [';', []],
      [':q', []],
      ['😀', []],
    ])('takes %j for words, never for a query', async (text, expected) => {
      expect(await search(text)).toEqual(expected);
    });

    it('goes together with every order and filter', async () => {
      expect(await search('soup', '&minPrice=4000')).toEqual(['Oak board']);
      const sorted = async (sort: string): Promise<string[]> => {
        const { body } = await app.client.get(`${list}?q=bowl&sort=${sort}`);
        return body.data.map(({ title }: Loose) => title);
      };
      expect(await sorted('-price')).toEqual(['Low bowl', 'Breakfast bowl']);
      expect(await sorted('title')).toEqual(['Breakfast bowl', 'Low bowl']);
      expect((await app.client.get(`${list}?q=bowl&count=true&limit=1`)).body.page.total).toBe(2);
    });

    it('sees a changed product by its new words alone, and a deleted one not at all', async () => {
      const product = await addProduct(merchant, { title: 'Zebrawood spoon' });
      expect(await search('zebrawood')).toEqual(['Zebrawood spoon']);
      await merchant.patch(`${list}/${product.id}`, { title: 'Cherrywood spoon' });
      expect([await search('zebrawood'), await search('cherrywood')]).toEqual([[], ['Cherrywood spoon']]);
      await merchant.delete(`${list}/${product.id}`);
      expect(await search('cherrywood')).toEqual([]);
    });

    it('finds drafts for merchants who ask for them alone', async () => {
      await addProduct(merchant, { title: 'Unmistakable', status: 'draft' });
      expect(await search('unmistakable')).toEqual([]);
      const { body } = await merchant.get(`${list}?q=unmistakable&status=draft`);
      expect(body.data).toHaveLength(1);
    });
  });
});
