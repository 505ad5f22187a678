import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { type TestApp, startApp } from '../../support/app.js';
import { readAll } from '../../support/blog.js';
import { addCategory, addProduct } from '../../support/catalog.js';
import type { Client, Loose } from '../../support/client.js';
import { statementsOf } from '../../support/statements.js';

describe('categories', () => {
  const list = '/api/v1/categories';
  let app: TestApp;
  let merchant: Client;
  beforeAll(async () => {
    app = await startApp();
    merchant = await app.signedIn('Ines Moreau', 'merchant');
  });
  afterAll(() => app.close());

  const path = ({ id }: Loose): string => `${list}/${id}`;
  const move = (category: Loose, parent?: Loose) =>
    merchant.patch(path(category), { parentId: parent?.id ?? null });
  const productsIn = async ({ slug }: Loose): Promise<string[]> =>
    (await readAll(app.client, `/api/v1/products?sort=createdAt&category=${slug}`)).map(({ title }) => title);

  /** Adds categories that lie in each other. */
  async function addLine(...names: string[]): Promise<Loose[]> {
    const line: Loose[] = [];
    for (const name of names) line.push(await addCategory(merchant, name, line.at(-1)));
    return line;
  }

  describe('categories', () => {
    it('are a tree by their parents', async () => {
      const [linen, towels] = await addLine('Kitchen linen', 'Towels');
      expect(linen).toEqual({
        id: expect.any(String),
        slug: 'kitchen-linen',
        name: 'Kitchen linen',
        parentId: null,
        createdAt: expect.any(String),
        updatedAt: linen?.createdAt,
        version: 1,
      });
      expect(towels).toMatchObject({ name: 'Towels', parentId: linen?.id });
      const { body, headers } = await app.client.get(path(towels));
      expect(body).toEqual(towels);
      const unchanged = { headers: { 'if-none-match': String(headers.get('etag')) } };
      expect((await app.client.get(path(towels), unchanged)).status).toBe(304);
    });

    it('are listed by name, all of them or what lies directly in one, in pages', async () => {
      const [pots, large] = await addLine('Pots', 'Large pots', 'Very large pots');
      const small = await addCategory(merchant, 'small Pots', pots);
      const names = (rows: Loose[]): string[] => rows.map(({ name }) => name);
      expect(names(await readAll(app.client, `${list}?limit=1&parentId=${pots?.id}`))).toEqual([
        'Large pots',
        'small Pots',
      ]);
      const all = await readAll(app.client, `${list}?limit=2`);
      expect(all).toEqual(expect.arrayContaining([pots, large, small]));
      expect(all.map(({ slug }) => slug)).toEqual(all.map(({ slug }) => slug).toSorted());
      expect(await readAll(app.client, `${list}?limit=3&sort=-name`)).toEqual(all.toReversed());
      expect((await app.client.get(`${list}?limit=1&count=true`)).body.page.total).toBe(all.length);
      expect((await app.client.get(`${list}?parentId=${newId()}`)).body.data).toEqual([]);
    });

    it('take one statement to list, however many they are', async () => {
      for (const query of ['', `parentId=${newId()}&`]) {
        expect(await statementsOf(app, `${list}?${query}limit=1`)).toBe(1);
        expect(await statementsOf(app, `${list}?${query}limit=100`)).toBe(1);
        expect(await statementsOf(app, `${list}?${query}limit=100&count=true`)).toBe(2);
      }
    });

    it('have slugs of their own: given, or made from the name', async () => {
      const slugs = [];
      for (let count = 0; count < 3; count += 1)
        slugs.push((await addCategory(merchant, 'Jars & lids')).slug);
      expect(slugs).toEqual(['jars-lids', 'jars-lids-2', 'jars-lids-3']);
      const { body } = await merchant.post(list, { name: 'Anything', slug: 'something-else' });
      expect(body.slug).toBe('something-else');
      const taken = await merchant.post(list, { name: 'Another', slug: 'jars-lids' });
      expect([taken.status, taken.body.code, taken.body.errors]).toMatchObject([
        409,
        'category_slug_taken',
        [{ field: 'slug', code: 'taken' }],
      ]);
      const renamed = await merchant.patch(path(body), { slug: 'jars-lids-2' });
      expect([renamed.status, renamed.body.code]).toEqual([409, 'category_slug_taken']);
    });

    it('take one slug once when many ask for it at the same moment', async () => {
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => merchant.post(list, { name: 'Raced', slug: 'raced' })),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409]);
    });

    it('are renamed, and keep their slug unless they are given another', async () => {
      const cups = await addCategory(merchant, 'Mugs');
      const renamed = (await merchant.patch(path(cups), { name: ' Cups ' })).body;
      expect(renamed).toMatchObject({ id: cups.id, name: 'Cups', slug: 'mugs', version: 2 });
      const { body } = await merchant.patch(path(cups), { slug: 'all-cups' });
      expect(body).toMatchObject({ name: 'Cups', slug: 'all-cups', version: 3 });
      expect((await merchant.patch(path(cups), { name: 'Cups', slug: 'all-cups' })).body.version).toBe(3);
    });

    it('move with all that lies below them, and the filter of products follows', async () => {
      const [house, room, shelf] = await addLine('House', 'Room', 'Shelf');
      const [yard, shed] = await addLine('Yard', 'Shed');
      await addProduct(merchant, { title: 'On the shelf', categories: [shelf.slug] });
      await addProduct(merchant, { title: 'In the room', categories: [room.id] });
      const both = ['On the shelf', 'In the room'];
      expect([await productsIn(house), await productsIn(yard)]).toEqual([both, []]);
      const { status, body } = await move(room, shed);
      expect([status, body]).toMatchObject([200, { parentId: shed?.id, version: 2 }]);
      expect([await productsIn(house), await productsIn(yard), await productsIn(shed)]).toEqual([
        [],
        both,
        both,
      ]);
      await move(shelf);
      expect([await productsIn(yard), await productsIn(shelf)]).toEqual([['In the room'], ['On the shelf']]);
      await move(room, house);
      expect([await productsIn(house), await productsIn(yard)]).toEqual([['In the room'], []]);
    });

    it('do not lie below themselves', async () => {
      const [top, middle, bottom] = await addLine('Top', 'Middle', 'Bottom');
      for (const parent of [top, middle, bottom]) {
        const { status, body } = await move(top, parent);
        expect([status, body.code]).toEqual([409, 'category_cycle']);
      }
      expect((await app.client.get(path(top))).body).toEqual(top);
    });

    it('do not close a circle when two move at the same moment', async () => {
      for (let round = 0; round < 8; round += 1) {
        const [left, right] = [await addCategory(merchant, 'Left'), await addCategory(merchant, 'Right')];
        const answers = await Promise.all([move(left, right), move(right, left)]);
        expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
      }
    });

    it('nest eight levels deep, moved ones with all that they bring', async () => {
      const deep = await addLine(...Array.from({ length: 8 }, (_, index) => `Level ${index + 1}`));
      const refused = await merchant.post(list, { name: 'Level 9', parentId: deep.at(-1).id });
      expect([refused.status, refused.body.code]).toEqual([409, 'category_too_deep']);
      const [pair] = await addLine('Upper', 'Lower');
      expect((await move(pair, deep.at(-2))).body.code).toBe('category_too_deep');
      expect((await move(pair, deep.at(-3))).status).toBe(200);
      expect((await move(deep[1])).status).toBe(200);
      expect((await move(deep[1], pair)).body.code).toBe('category_cycle');
    });

    it('go away when nothing lies below them; their products stay without them', async () => {
      const [outer, inner] = await addLine('Outer', 'Inner');
      const product = await addProduct(merchant, { categories: [inner.slug, outer.slug] });
      const refused = await merchant.delete(path(outer));
      expect([refused.status, refused.body.code]).toEqual([409, 'category_not_empty']);
      expect((await merchant.delete(path(inner))).status).toBe(204);
      expect((await app.client.get(path(inner))).body.code).toBe('category_not_found');
      const { body } = await app.client.get(`/api/v1/products/${product.id}`);
      expect(body.categories.map(({ slug }: Loose) => slug)).toEqual([outer.slug]);
      expect((await merchant.delete(path(outer))).status).toBe(204);
      expect((await merchant.delete(path(outer))).status).toBe(404);
    });

    it('that go while a product is put into them are there or unknown, never half gone', async () => {
      for (let round = 0; round < 40; round += 1) {
        const fleeting = await addCategory(merchant, 'Fleeting');
        const [added, gone] = await Promise.all([
          merchant.post('/api/v1/products', {
            title: 'Caught',
            categories: [fleeting.id],
            variants: [{ sku: newId(), price: { amount: 1, currency: 'EUR' } }],
          }),
          merchant.delete(path(fleeting)),
        ]);
        expect([201, 400]).toContain(added.status);
        expect(gone.status).toBe(204);
      }
    });

    it('are not changed by who read an older version', async () => {
      const [category] = await addLine('Disputed');
      const { headers } = await merchant.get(path(category));
      const ifMatch = { headers: { 'if-match': String(headers.get('etag')) } };
      expect((await merchant.patch(path(category), { name: 'Mine' }, ifMatch)).status).toBe(200);
      for (const answer of [
        await merchant.patch(path(category), { name: 'Theirs' }, ifMatch),
        await merchant.patch(path(category), { parentId: null }, ifMatch),
        await merchant.delete(path(category), ifMatch),
      ])
        expect([answer.status, answer.body.code]).toEqual([412, 'stale_version']);
      expect((await merchant.get(path(category))).body.name).toBe('Mine');
    });

    it('lose no change when many change one at the same moment', async () => {
      const category = await addCategory(merchant, 'Popular');
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, index) => merchant.patch(path(category), { name: `Popular ${index}` })),
      );
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      expect((await merchant.get(path(category))).body.version).toBe(9);
    });

    it('are changed by merchants and admins alone', async () => {
      const category = await addCategory(merchant, 'Guarded');
      for (const [client, status] of [
        [app.client, 401],
        [await app.signedIn('Paul', 'customer'), 403],
        [await app.signedIn('Jonas', 'author'), 403],
        [await app.signedIn('Mara', 'editor'), 403],
        [await app.signedIn('Root', 'admin'), 200],
      ] as const) {
        expect((await client.patch(path(category), { name: `For ${status}` })).status).toBe(status);
        expect((await client.post(list, { name: 'New' })).status).toBe(status === 200 ? 201 : status);
        const other = await addCategory(merchant, 'Other');
        expect((await client.delete(path(other))).status).toBe(status === 200 ? 204 : status);
      }
    });

    it.each([
      ['POST', {}, 'name', 'required'],
      ['POST', { name: ' ' }, 'name', 'wrong_format'],
      ['POST', { name: 'x'.repeat(101) }, 'name', 'too_long'],
      ['POST', { name: 7 }, 'name', 'wrong_type'],
      ['POST', { name: 'A', slug: 'No Slug' }, 'slug', 'wrong_format'],
      ['POST', { name: 'A', parentId: 'top' }, 'parentId', 'wrong_format'],
      ['POST', { name: 'A', parentId: newId() }, 'parentId', 'unknown'],
      ['POST', { name: 'A', color: 'blue' }, 'color', 'unknown_field'],
      ['PATCH', { name: null }, 'name', 'wrong_type'],
      ['PATCH', { slug: '' }, 'slug', 'too_short'],
      ['PATCH', { parentId: newId() }, 'parentId', 'unknown'],
      ['PATCH', { version: 1 }, 'version', 'unknown_field'],
    ])('are refused: %s with %j', async (method, wrong, field, code) => {
      const target = method === 'POST' ? list : path(await addCategory(merchant, 'Refusing'));
      const { status, body } = await merchant.send(method, target, { body: wrong });
      expect([status, body.code, body.errors]).toMatchObject([400, 'validation_failed', [{ field, code }]]);
    });

    it.each([
      ['?parentId=top', 'validation_failed', 'parentId'],
      ['?sort=slug', 'validation_failed', 'sort'],
      ['?cursor=x', 'invalid_cursor', 'cursor'],
      ['/7', 'validation_failed', 'id'],
    ])('are not listed for %s', async (suffix, code, field) => {
      const { status, body } = await app.client.get(`${list}${suffix}`);
      expect([status, body.code, body.errors]).toMatchObject([400, code, [{ field }]]);
    });

    it('that nobody has are 404', async () => {
      for (const answer of [
        await app.client.get(`${list}/${newId()}`),
        await merchant.patch(`${list}/${newId()}`, { name: 'A' }),
        await merchant.delete(`${list}/${newId()}`),
      ])
        expect([answer.status, answer.body.code]).toEqual([404, 'category_not_found']);
    });
  });
});
