import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { In, LessThan } from 'typeorm';
import { newId } from '../../../src/kernel/ids.js';
import { Cart } from '../../../src/modules/orders/carts/cart.entity.js';
import { CartCleanup } from '../../../src/modules/orders/carts/cart-cleanup.service.js';
import { CartItem } from '../../../src/modules/orders/carts/cart-item.entity.js';
import { CartsRepository } from '../../../src/modules/orders/carts/carts.repository.js';
import { countQueries } from '../../../src/platform/database/query-count.js';
import { Transactions } from '../../../src/platform/database/transactions.js';
import { CartAccess } from '../../../src/modules/orders/carts/cart-access.service.js';
import { CartsService } from '../../../src/modules/orders/carts/carts.service.js';
import type { Client, Loose } from '../../support/client.js';
import { databaseKind } from '../../support/database.js';
import { setAhead } from '../../support/payments.js';
import { buy, startShop, type TestShop } from '../../support/shop.js';

describe('carts', () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(() => shop.close());

  interface GuestCart {
    readonly id: string;
    readonly headers: Record<string, string>;
  }

  async function guestCart(): Promise<GuestCart> {
    const { status, body } = await shop.client.post('/api/v1/carts');
    expect(status).toBe(201);
    return { id: body.id, headers: { 'x-cart-token': body.cartToken } };
  }

  const put = (
    client: Client,
    id: string,
    sku: string,
    quantity: unknown,
    headers: Record<string, string> = {},
  ) => client.put(`/api/v1/carts/${id}/items/${sku}`, { quantity }, { headers });
  const quantities = ({ items }: Loose) =>
    Object.fromEntries(items.map(({ sku, quantity }: Loose) => [sku, quantity]));

  describe(`a cart on ${databaseKind}`, () => {
    it('of a guest opens with its token alone, which is shown once and kept as a digest', async () => {
      const { id, headers } = await guestCart();
      const token = headers['x-cart-token'] ?? '';
      const sku = await shop.sell(5);
      expect((await put(shop.client, id, sku, 1, headers)).body).not.toHaveProperty('cartToken');
      const { status, body } = await shop.client.get(`/api/v1/carts/${id}`, { headers });
      expect([status, quantities(body)]).toEqual([200, { [sku]: 1 }]);

      const other = await guestCart();
      const ada = await shop.signedIn('Ada', 'customer');
      for (const wrong of [
        {},
        other.headers,
        { 'x-cart-token': `${token.slice(0, -1)}_` },
        { 'x-cart-token': id },
      ]) {
        expect((await shop.client.get(`/api/v1/carts/${id}`, { headers: wrong })).body.code).toBe(
          'cart_not_found',
        );
        expect((await put(shop.client, id, sku, 2, wrong)).status).toBe(404);
      }
      expect((await ada.get(`/api/v1/carts/${id}`)).status).toBe(404);
      const row = await shop.nest.get(Transactions).manager.findOneByOrFail(Cart, { id });
      expect(JSON.stringify(row)).not.toContain(token.split('.')[1]);
    });

    it('of a user is one, and nobody else has it', async () => {
      const ada = await shop.signedIn('Ada', 'customer');
      const eve = await shop.signedIn('Eve', 'customer');
      const answers = await Promise.all(Array.from({ length: 8 }, () => ada.post('/api/v1/carts')));
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
      expect(answers[0]?.body).not.toHaveProperty('cartToken');
      const id = answers[0]?.body.id;
      expect((await ada.get(`/api/v1/carts/${id}`)).status).toBe(200);
      expect((await eve.get(`/api/v1/carts/${id}`)).status).toBe(404);
      expect((await shop.client.get(`/api/v1/carts/${id}`)).status).toBe(404);
    });

    it('shows prices as of now, and says which have changed since they were put in', async () => {
      const { id, headers } = await guestCart();
      const [kept, changed] = [await shop.sell(5, 1_000), await shop.sell(5, 2_000)];
      await put(shop.client, id, kept, 2, headers);
      await put(shop.client, id, changed, 1, headers);
      shop.catalog.prices.set(changed, { amount: 2_500, currency: 'EUR' });
      const { body } = await shop.client.get(`/api/v1/carts/${id}`, { headers });
      expect(body.subtotal).toEqual({ amount: 4_500, currency: 'EUR' });
      expect(body.items[0]).not.toHaveProperty('notice');
      expect(body.items[1]).toMatchObject({
        unitPrice: { amount: 2_500 },
        notice: 'price_changed',
        previousUnitPrice: { amount: 2_000 },
      });
      expect((await put(shop.client, id, changed, 1, headers)).body.items[1]).not.toHaveProperty('notice');

      shop.catalog.archived.add(kept);
      const later = await shop.client.get(`/api/v1/carts/${id}`, { headers });
      expect(later.body.items[0]).toMatchObject({ available: false, notice: 'not_available' });
      expect(later.body.subtotal).toEqual({ amount: 2_500, currency: 'EUR' });
    });

    it('refuses what cannot be bought, each with a code of its own', async () => {
      const { id, headers } = await guestCart();
      const [sku, archived, dollars] = [await shop.sell(5), await shop.sell(5), await shop.sell(5)];
      shop.catalog.archived.add(archived);
      shop.catalog.prices.set(dollars, { amount: 100, currency: 'USD' });
      await put(shop.client, id, sku, 99, headers);
      const code = async (name: string, quantity: unknown) =>
        (await put(shop.client, id, name, quantity, headers)).body.code;
      expect(await code('NO-SUCH-SKU', 1)).toBe('unknown_sku');
      expect(await code(archived, 1)).toBe('not_for_sale');
      expect(await code(dollars, 1)).toBe('mixed_currency');
      for (const quantity of [0, -1, 100, 1e9, 1.5, '2', null])
        expect(await code(sku, quantity)).toBe('validation_failed');
      const price = await shop.client.put(
        `/api/v1/carts/${id}/items/${sku}`,
        { quantity: 1, price: { amount: 1, currency: 'EUR' } },
        { headers },
      );
      expect(price.body.errors).toMatchObject([{ field: 'price', code: 'unknown_field' }]);
      const gone = await shop.client.delete(`/api/v1/carts/${id}/items/${archived}`, { headers });
      expect([gone.status, gone.body.code]).toEqual([404, 'cart_item_not_found']);
      expect(quantities((await shop.client.get(`/api/v1/carts/${id}`, { headers })).body)).toEqual({
        [sku]: 99,
      });
    });

    it('that was changed in another tab is not changed from this one', async () => {
      const { id, headers } = await guestCart();
      const sku = await shop.sell(5);
      const { headers: answered } = await put(shop.client, id, sku, 1, headers);
      const seen = { ...headers, 'if-match': answered.get('etag') ?? '' };
      expect((await put(shop.client, id, sku, 2, headers)).status).toBe(200);
      const late = await put(shop.client, id, sku, 3, seen);
      expect([late.status, late.body.code]).toEqual([412, 'stale_version']);
      const path = `/api/v1/carts/${id}/items/${sku}`;
      expect((await shop.client.delete(path, { headers: seen })).status).toBe(412);
      expect((await shop.client.delete(path, { headers })).body).toMatchObject({ items: [], subtotal: null });
      const bought = await buy(shop.client, { cartId: id, headers: seen });
      expect([bought.status, bought.body.code]).toEqual([412, 'stale_version']);
    });

    it('is changed by one of many who saw it at the same version', async () => {
      const { id, headers } = await guestCart();
      const sku = await shop.sell(5);
      const { headers: answered } = await put(shop.client, id, sku, 1, headers);
      const seen = { ...headers, 'if-match': answered.get('etag') ?? '' };
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) => put(shop.client, id, sku, index + 2, seen)),
      );
      const statuses = answers.map(({ status }) => status);
      expect(statuses.toSorted()).toEqual([200, ...Array.from({ length: 9 }, () => 412)]);
    });

    it('loses nothing when many put in different things at once, and holds a hundred of them', async () => {
      const { id, headers } = await guestCart();
      const skus = await Promise.all(Array.from({ length: 6 }, () => shop.sell(5)));
      await Promise.all(skus.slice(0, 3).map((sku) => put(shop.client, id, sku, 1, headers)));
      for (const sku of skus.slice(3)) await put(shop.client, id, sku, 2, headers);
      const { body } = await shop.client.get(`/api/v1/carts/${id}`, { headers });
      expect(body.items).toHaveLength(6);

      for (let number = 6; number < 100; number += 1) {
        shop.catalog.prices.set(`FILL-${number}`, { amount: 100, currency: 'EUR' });
        await put(shop.client, id, `FILL-${number}`, 1, headers);
      }
      shop.catalog.prices.set('FILL-100', { amount: 100, currency: 'EUR' });
      expect((await put(shop.client, id, 'FILL-100', 1, headers)).body.code).toBe('cart_full');
      expect((await put(shop.client, id, 'FILL-99', 7, headers)).status).toBe(200);

      const carts = shop.nest.get(CartsService, { strict: false });
      const shopper = { cartToken: headers['x-cart-token'] };
      const { queries } = await countQueries(() => carts.get(id, shopper));
      expect(queries).toBe(2);
    });

    it('of a guest becomes that of the user who signs in', async () => {
      const { id, headers } = await guestCart();
      const sku = await shop.sell(5);
      await put(shop.client, id, sku, 3, headers);
      const ada = await shop.signedIn('Ada', 'customer');
      expect(quantities((await ada.get(`/api/v1/carts/${id}`, { headers })).body)).toEqual({ [sku]: 3 });
      expect((await ada.post('/api/v1/carts')).body.id).toBe(id);
      const eve = await shop.signedIn('Eve', 'customer');
      for (const client of [shop.client, eve])
        expect((await client.get(`/api/v1/carts/${id}`, { headers })).status).toBe(404);
      expect((await ada.get(`/api/v1/carts/${id}`)).status).toBe(200);
    });

    it('of a guest goes to nobody who knows its address and not its token', async () => {
      const { id, headers } = await guestCart();
      const eve = await shop.signedIn('Eve', 'customer');
      const guess = { 'x-cart-token': `${id}.${'x'.repeat(43)}` };
      expect((await eve.get(`/api/v1/carts/${id}`, { headers: guess })).status).toBe(404);
      expect((await eve.post('/api/v1/carts', undefined, { headers: guess })).body.id).not.toBe(id);
      expect((await eve.get(`/api/v1/carts/${id}`, { headers: guess })).status).toBe(404);
      expect((await shop.client.get(`/api/v1/carts/${id}`, { headers })).status).toBe(200);
    });

    it('of a guest becomes that of the user once, also for many requests at the same moment', async () => {
      const { id, headers } = await guestCart();
      const ada = await shop.signedIn('Ada', 'customer');
      const shopper = { userId: ada.userId, cartToken: headers['x-cart-token'] };
      const access = shop.nest.get(CartAccess, { strict: false });
      const opened = await Promise.all(Array.from({ length: 8 }, () => access.open(id, shopper)));
      for (const cart of opened) expect(cart).toMatchObject({ id, userId: ada.userId, mergedInto: null });
    });

    it('of a guest flows into the one that the user has, once, and its address leads there', async () => {
      const ada = await shop.signedIn('Ada', 'customer');
      const [both, mine, theirs] = [await shop.sell(5), await shop.sell(5), await shop.sell(5)];
      const own = (await ada.post('/api/v1/carts')).body.id;
      await put(ada, own, both, 60);
      await put(ada, own, mine, 1);
      const { id, headers } = await guestCart();
      await put(shop.client, id, both, 50, headers);
      await put(shop.client, id, theirs, 2, headers);

      const answers = await Promise.all(
        Array.from({ length: 6 }, () => ada.get(`/api/v1/carts/${id}`, { headers })),
      );
      for (const { status, body } of answers) {
        expect([status, body.id]).toEqual([200, own]);
        expect(quantities(body)).toEqual({ [both]: 99, [mine]: 1, [theirs]: 2 });
      }
      expect((await ada.get(`/api/v1/carts/${id}`)).body.id).toBe(own);
      expect((await shop.client.get(`/api/v1/carts/${id}`, { headers })).status).toBe(404);
      const eve = await shop.signedIn('Eve', 'customer');
      expect((await eve.get(`/api/v1/carts/${id}`, { headers })).status).toBe(404);
      expect((await eve.post('/api/v1/carts', undefined, { headers })).body.id).not.toBe(id);
    });

    it('is bought as it is, and empty once the order is confirmed', async () => {
      const { id, headers } = await guestCart();
      const sku = await shop.sell(5, 700);
      const empty = await buy(shop.client, { cartId: id, headers });
      expect([empty.status, empty.body.code]).toEqual([409, 'cart_empty']);
      await put(shop.client, id, sku, 2, headers);

      const declined = await buy(shop.client, { cartId: id, headers, token: 'tok_declined' });
      expect(declined.status).toBe(402);
      expect((await shop.client.get(`/api/v1/carts/${id}`, { headers })).body.items).toHaveLength(1);
      const bought = await buy(shop.client, { cartId: id, headers });
      expect([bought.status, bought.body.total.amount]).toEqual([201, 1_400]);
      expect((await shop.client.get(`/api/v1/carts/${id}`, { headers })).body.items).toEqual([]);

      await put(shop.client, id, sku, 1, headers);
      const other = await shop.sell(5);
      shop.payments.beforeAnswer = async () => void (await put(shop.client, id, other, 1, headers));
      expect((await buy(shop.client, { cartId: id, headers })).status).toBe(201);
      shop.payments.beforeAnswer = () => Promise.resolve();
      const kept = await shop.client.get(`/api/v1/carts/${id}`, { headers });
      expect(quantities(kept.body)).toEqual({ [sku]: 1, [other]: 1 });

      const foreign = await buy(shop.client, { cartId: id });
      expect([foreign.status, foreign.body.code]).toEqual([404, 'cart_not_found']);
      const none = await buy(shop.client, { cartId: newId(), headers });
      expect(none.status).toBe(404);
    });

    it('is bought once, however many orders are placed for it at the same time', async () => {
      const { id, headers } = await guestCart();
      const sku = await shop.sell(50);
      await put(shop.client, id, sku, 2, headers);
      const charged = shop.payments.charged().length;
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => buy(shop.client, { cartId: id, headers })),
      );
      const codes = answers.map(({ status, body }) => (status === 201 ? '201' : body.code)).toSorted();
      expect(codes.filter((code) => code === '201')).toEqual(['201']);
      for (const code of codes.slice(1))
        expect(['cart_in_checkout', 'stale_version', 'cart_empty']).toContain(code);
      expect(shop.payments.charged()).toHaveLength(charged + 1);
      await shop.settle();
      expect(await shop.level(sku)).toMatchObject({ onHand: 48, held: 0 });
    });

    it('tells which order it is that another one has to wait for', async () => {
      const { id, headers } = await guestCart();
      await put(shop.client, id, await shop.sell(5), 1, headers);
      let meanwhile: Loose;
      shop.payments.beforeAnswer = async () => {
        shop.payments.beforeAnswer = () => Promise.resolve();
        meanwhile = await buy(shop.client, { cartId: id, headers });
      };
      const { status, body } = await buy(shop.client, { cartId: id, headers });
      expect(status).toBe(201);
      expect(meanwhile.body).toMatchObject({ status: 409, code: 'cart_in_checkout', orderId: body.id });

      await put(shop.client, id, await shop.sell(5), 1, headers);
      const unknown = await buy(shop.client, { cartId: id, headers, token: 'tok_timeout' });
      const next = await buy(shop.client, { cartId: id, headers });
      expect([unknown.status, next.body.code, next.body.orderId]).toEqual([
        202,
        'cart_in_checkout',
        unknown.body.id,
      ]);
      await shop.settleAbandoned();
      expect((await buy(shop.client, { cartId: id, headers })).body.code).toBe('cart_empty');
    });

    it('leaves an order that waits for its buyer when it is bought anew, with its stock and its payment', async () => {
      const ada = await shop.signedIn('Ada', 'customer');
      for (const token of ['tok_declined', 'tok_action_required']) {
        const { body: cart } = await ada.post('/api/v1/carts');
        const sku = await shop.sell(1);
        await put(ada, cart.id, sku, 1);
        const first = await buy(ada, { cartId: cart.id, token });
        const firstId: string = first.body.orderId ?? first.body.id;
        expect([token, await shop.level(sku)]).toMatchObject([token, { onHand: 1, held: 1 }]);
        const second = await buy(ada, { cartId: cart.id });
        expect([token, second.status, second.body.status]).toEqual([token, 201, 'confirmed']);
        const path = `/api/v1/orders/${firstId}`;
        const replaced = await ada.get(path);
        expect([token, replaced.body.status]).toEqual([token, 'cancelled']);
        const { body: history } = await ada.get(`${path}/history`);
        expect(history.data.at(-1)).toMatchObject({
          event: 'cancelled',
          note: expect.stringMatching('replaced'),
        });
        const again = await ada.post(
          `${path}/payments`,
          { token: 'tok_ok' },
          { headers: { 'idempotency-key': newId() } },
        );
        expect([token, again.body.code]).toEqual([token, 'order_status_conflict']);
        await shop.settle();
        expect(shop.payments.charged(firstId)).toEqual([]);
        expect(await shop.level(sku)).toMatchObject({ onHand: 0, held: 0 });
      }
    });

    it('is not bought as it was when another tab changes it in the last moment', async () => {
      const { id, headers } = await guestCart();
      await put(shop.client, id, await shop.sell(5), 1, headers);
      const quote = shop.catalog.quote.bind(shop.catalog);
      shop.catalog.quote = async (command) => {
        shop.catalog.quote = quote;
        await put(shop.client, id, await shop.sell(5), 1, headers);
        return quote(command);
      };
      const { status, body } = await buy(shop.client, { cartId: id, headers });
      expect([status, body.code]).toEqual([412, 'stale_version']);
      expect((await buy(shop.client, { cartId: id, headers })).status).toBe(201);
    });
  });

  describe(`a cart that nobody has changed on ${databaseKind}`, () => {
    const day = 86_400_000;
    afterEach(() => setAhead(shop, 0));

    it('is deleted with what is in it, of a guest after 30 days and of a user after 90', async () => {
      const { manager } = shop.nest.get(Transactions, { strict: false });
      const cleanup = shop.nest.get(CartCleanup, { strict: false });
      const ada = await shop.signedIn('Ada', 'customer');
      const sku = await shop.sell(5);
      const { body: hers } = await ada.post('/api/v1/carts');
      await put(ada, hers.id, sku, 1);
      const guests = await Promise.all(Array.from({ length: 3 }, () => guestCart()));
      for (const { id, headers } of guests) await put(shop.client, id, sku, 1, headers);
      const [old, changed] = guests;
      const left = async () => {
        const ids = In([hers.id, ...guests.map(({ id }) => id)]);
        return [await manager.countBy(Cart, { id: ids }), await manager.countBy(CartItem, { cartId: ids })];
      };

      setAhead(shop, 20 * day);
      await put(shop.client, changed!.id, sku, 2, changed!.headers);
      await cleanup.run();
      expect(await left()).toEqual([4, 4]);
      setAhead(shop, 31 * day);
      await cleanup.run();
      expect(await left()).toEqual([2, 2]);
      setAhead(shop, 0);
      const gone = await shop.client.get(`/api/v1/carts/${old!.id}`, { headers: old!.headers });
      expect([gone.status, gone.body.code]).toEqual([404, 'cart_not_found']);
      setAhead(shop, 89 * day);
      await cleanup.run();
      expect(await left()).toEqual([1, 1]);
      setAhead(shop, 91 * day);
      await cleanup.run();
      expect(await left()).toEqual([0, 0]);
      setAhead(shop, 0);
      expect((await ada.post('/api/v1/carts')).status).toBe(201);
    });

    it('is deleted however many there are, and stays when its shopper comes back in the last moment', async () => {
      const { manager } = shop.nest.get(Transactions, { strict: false });
      const repository = shop.nest.get(CartsRepository, { strict: false });
      const { id } = await guestCart();
      const cart = await manager.findOneByOrFail(Cart, { id });
      const before = new Date(Date.now() - 30 * day);
      const stale = Array.from({ length: 750 }, () => ({ ...cart, id: newId(), updatedAt: new Date(0) }));
      for (let from = 0; from < stale.length; from += 50)
        await manager.insert(Cart, stale.slice(from, from + 50));
      const known = () => manager.countBy(Cart, { updatedAt: LessThan(before) });
      expect(await repository.deleteOld('guests', before)).toBe(true);
      expect(await known()).toBe(250);

      const remove = manager.delete.bind(manager);
      const back = jest.spyOn(manager, 'delete').mockImplementationOnce(async (entity, criteria) => {
        await manager.update(Cart, { updatedAt: LessThan(before) }, { updatedAt: new Date() });
        return remove(entity, criteria);
      });
      await repository.deleteOld('guests', before);
      back.mockRestore();
      expect(await manager.countBy(Cart, { id: In(stale.map((row) => row.id)) })).toBe(250);
    });
  });
});
