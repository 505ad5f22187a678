import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { Inventory } from '../../../src/modules/inventory/index.js';
import { CheckoutRecords } from '../../../src/modules/orders/checkout/checkout-records.service.js';
import { Order } from '../../../src/modules/orders/orders/order.entity.js';
import { OrdersRepository } from '../../../src/modules/orders/orders/orders.repository.js';
import { Transactions } from '../../../src/platform/database/transactions.js';
import { databaseKind } from '../../support/database.js';
import { shippingAddress } from '../../support/shipping-address.js';
import { buy, startShop, type TestShop } from '../../support/shop.js';

describe('retries', () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(() => shop.close());

  const body = (sku: string) => ({
    items: [{ sku, quantity: 1 }],
    email: 'guest@example.com',
    shippingAddress,
    payment: { token: 'tok_ok' },
  });

  describe(`one Idempotency-Key for an order on ${databaseKind}`, () => {
    it('sent 100 times at once makes one order and one charge; the others get its answer or 409', async () => {
      const ada = await shop.signedIn('Ada', 'customer');
      const sku = await shop.sell(200);
      const key = newId();
      const items = [{ sku, quantity: 1 }];
      const answers = await Promise.all(Array.from({ length: 100 }, () => buy(ada, { items, key })));
      const placed = answers.filter(({ status }) => status === 201);
      const busy = answers.filter(({ status }) => status === 409);
      expect(placed.length + busy.length).toBe(100);
      expect(new Set(placed.map((answer) => answer.body.id)).size).toBe(1);
      for (const answer of busy) expect(answer.body.code).toBe('idempotency_in_progress');
      expect(shop.payments.charged(placed[0]?.body.id)).toHaveLength(1);
      expect(await shop.level(sku)).toMatchObject({ onHand: 199, held: 0 });
      const again = await buy(ada, { items, key });
      expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
      expect(again.body).toEqual(placed[0]?.body);
      expect((await ada.get('/api/v1/orders')).body.data).toHaveLength(1);
    });

    it('is needed, belongs to one body, and to one caller', async () => {
      const [ada, eve] = [await shop.signedIn('Ada', 'customer'), await shop.signedIn('Eve', 'customer')];
      const sku = await shop.sell(10);
      const none = await ada.post('/api/v1/orders', body(sku));
      expect([none.status, none.body.code]).toEqual([400, 'idempotency_key_required']);
      const key = newId();
      const first = await buy(ada, { items: [{ sku, quantity: 1 }], key });
      const other = await buy(ada, { items: [{ sku, quantity: 2 }], key });
      expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
      const hers = await buy(eve, { items: [{ sku, quantity: 1 }], key });
      expect(hers.status).toBe(201);
      expect(hers.body.id).not.toBe(first.body.id);
    });

    it('belongs to the guest whose cart token came with it', async () => {
      const [sku, key] = [await shop.sell(10), newId()];
      const buyWith = async () => {
        const { body: cart } = await shop.client.post('/api/v1/carts');
        const headers = { 'x-cart-token': String(cart.cartToken) };
        return buy(shop.client, { items: [{ sku, quantity: 1 }], key, headers });
      };
      const [mine, theirs] = [await buyWith(), await buyWith()];
      expect([mine.status, theirs.status]).toEqual([201, 201]);
      expect(theirs.body.id).not.toBe(mine.body.id);
      expect(theirs.body.orderToken).not.toBe(mine.body.orderToken);
    });

    it('repeats a refusal as it repeats a success', async () => {
      const sku = await shop.sell(1);
      const [key, declinedKey] = [newId(), newId()];
      const short = await buy(shop.client, { items: [{ sku, quantity: 2 }], key });
      await shop.sell(5, 1_000, sku);
      const shortAgain = await buy(shop.client, { items: [{ sku, quantity: 2 }], key });
      expect([short.status, shortAgain.status]).toEqual([409, 409]);
      expect(shortAgain.body).toMatchObject({ code: 'insufficient_stock', orderId: short.body.orderId });
      expect(shortAgain.headers.get('idempotency-replayed')).toBe('true');

      const declined = { items: [{ sku, quantity: 1 }], key: declinedKey, token: 'tok_declined' };
      const { orderId, orderToken } = (await buy(shop.client, declined)).body;
      expect((await buy(shop.client, declined)).body).toMatchObject({
        code: 'payment_declined',
        orderId,
        orderToken,
      });
    });

    it('is free again after a request that was refused before anything was written', async () => {
      const key = newId();
      const unknown = await buy(shop.client, { items: [{ sku: 'NOT-YET', quantity: 1 }], key });
      expect([unknown.status, unknown.body.code]).toEqual([400, 'unknown_sku']);
      await shop.sell(1, 100, 'NOT-YET');
      expect((await buy(shop.client, { items: [{ sku: 'NOT-YET', quantity: 1 }], key })).status).toBe(201);
    });

    it('leads back to an order that failed half way, with one charge in the end', async () => {
      const sku = await shop.sell(3);
      const key = newId();
      const items = [{ sku, quantity: 1 }];
      shop.payments.beforeAnswer = () => Promise.reject(new Error('The connection broke'));
      const failed = await buy(shop.client, { items, key });
      expect(failed.status).toBe(500);
      shop.payments.beforeAnswer = () => Promise.resolve();
      const other = await buy(shop.client, { items: [{ sku, quantity: 2 }], key });
      expect(other.body.code).toBe('idempotency_key_reused');
      const { status, body: order } = await buy(shop.client, { items, key });
      expect([status, order.status]).toEqual([201, 'confirmed']);
      expect(shop.payments.charged(order.id)).toHaveLength(1);
      expect(await shop.level(sku)).toMatchObject({ onHand: 2, held: 0 });
    });

    it('gets the answer of whoever carried the order on in the meantime', async () => {
      const sku = await shop.sell(3);
      const key = newId();
      const items = [{ sku, quantity: 1 }];
      const inventory = shop.nest.get(Inventory, { strict: false });
      const commit = jest.spyOn(inventory, 'commit').mockRejectedValueOnce(new Error('The process died'));
      expect((await buy(shop.client, { items, key })).status).toBe(500);
      commit.mockRestore();
      expect(await shop.level(sku)).toMatchObject({ onHand: 3, held: 1 });

      await shop.settleAbandoned();
      expect(await shop.level(sku)).toMatchObject({ onHand: 2, held: 0 });
      const { status, body: order } = await buy(shop.client, { items, key });
      expect([status, order.status]).toEqual([201, 'confirmed']);
      const headers = { 'x-order-token': order.orderToken };
      expect((await shop.client.get(`/api/v1/orders/${order.id}`, { headers })).status).toBe(200);
      expect(shop.payments.charged(order.id)).toHaveLength(1);
    });

    it.each(['tok_ok', 'tok_declined'])(
      'gets that answer also when it comes just after the key was found unanswered (%s)',
      async (token) => {
        const { body: cart } = await shop.client.post('/api/v1/carts');
        const headers = { 'x-cart-token': cart.cartToken };
        const sku = await shop.sell(3);
        await shop.client.put(`/api/v1/carts/${cart.id}/items/${sku}`, { quantity: 1 }, { headers });
        for (const wanted of [{ items: [{ sku, quantity: 1 }] }, { cartId: cart.id, headers }]) {
          const key = newId();
          const before = await shop.level(sku);
          const charged = shop.payments.charged().length;
          shop.payments.beforeAnswer = () => Promise.reject(new Error('The process died'));
          expect((await buy(shop.client, { ...wanted, key, token })).status).toBe(500);
          shop.payments.beforeAnswer = () => Promise.resolve();

          const records = shop.nest.get(CheckoutRecords, { strict: false });
          const placedWith = records.placedWith.bind(records);
          const found = jest.spyOn(records, 'placedWith').mockImplementationOnce(async (id) => {
            await shop.settleAbandoned();
            return placedWith(id);
          });
          const { status, body: answer } = await buy(shop.client, { ...wanted, key, token });
          found.mockRestore();
          const paid = token === 'tok_ok';
          expect([status, paid ? answer.status : answer.code]).toEqual(
            paid ? [201, 'confirmed'] : [402, 'payment_declined'],
          );
          const again = await buy(shop.client, { ...wanted, key, token });
          expect([again.status, again.body.id ?? again.body.orderId]).toEqual([
            status,
            answer.id ?? answer.orderId,
          ]);
          expect(shop.payments.charged()).toHaveLength(charged + Number(paid));
          await shop.settle();
          const { onHand, held } = await shop.level(sku);
          expect([before.onHand - onHand, held - before.held]).toEqual(paid ? [1, 0] : [0, 1]);
        }
      },
    );

    it('gets that answer also when it pays for an order that waited', async () => {
      const ada = await shop.signedIn('Ada', 'customer');
      const items = [{ sku: await shop.sell(3), quantity: 1 }];
      const { body: waiting } = await buy(ada, { items, token: 'tok_declined' });
      const headers = { 'idempotency-key': newId() };
      const path = `/api/v1/orders/${waiting.orderId}/payments`;
      const pay = () => ada.post(path, { token: 'tok_ok' }, { headers });
      shop.payments.beforeAnswer = () => Promise.reject(new Error('The process died'));
      expect((await pay()).status).toBe(500);
      shop.payments.beforeAnswer = () => Promise.resolve();

      const orders = shop.nest.get(OrdersRepository, { strict: false });
      const find = orders.find.bind(orders);
      const found = jest.spyOn(orders, 'find').mockImplementationOnce(async (id) => {
        await shop.settleAbandoned();
        return find(id);
      });
      const { status, body: order } = await pay();
      found.mockRestore();
      expect([status, order.status]).toEqual([201, 'confirmed']);
      expect(shop.payments.charged(order.id)).toHaveLength(1);
    });
  });

  describe('an order that is taken for abandoned while its payment is on the way', () => {
    it('is answered by the request that pays, with its outcome', async () => {
      const [sku, key] = [await shop.sell(3), newId()];
      const items = [{ sku, quantity: 1 }];
      let meanwhile = 0;
      shop.payments.beforeAnswer = async () => {
        await shop.settleAbandoned();
        meanwhile = (await buy(shop.client, { items, key })).status;
      };
      const { status, body: order } = await buy(shop.client, { items, key });
      shop.payments.beforeAnswer = () => Promise.resolve();
      expect([status, order.status, meanwhile]).toEqual([201, 'confirmed', 409]);
      expect(shop.payments.charged(order.id)).toHaveLength(1);
      expect((await buy(shop.client, { items, key })).body).toEqual(order);
    });
  });

  describe('the order of a client', () => {
    const refused = async (request: object) => (await buy(shop.client, { body: request })).body;

    it('says what to buy and never what it costs', async () => {
      const sku = await shop.sell(1);
      const request = body(sku);
      for (const [field, value] of [
        ['total', { amount: 1, currency: 'EUR' }],
        ['items.0.unitPrice', 1],
      ] as const) {
        const sent =
          field === 'total'
            ? { ...request, total: value }
            : { ...request, items: [{ sku, quantity: 1, unitPrice: 1 }] };
        expect((await refused(sent)).errors).toMatchObject([{ field, code: 'unknown_field' }]);
      }
    });

    it('is bounded and complete', async () => {
      const sku = await shop.sell(1);
      const request = body(sku);
      const fault = async (change: object) => (await refused({ ...request, ...change })).errors?.[0];
      for (const [quantity, code] of [
        [0, 'too_small'],
        [1e9, 'too_large'],
        [1.5, 'wrong_type'],
      ])
        expect(await fault({ items: [{ sku, quantity }] })).toMatchObject({
          field: 'items.0.quantity',
          code,
        });
      const twice = {
        items: [
          { sku, quantity: 60 },
          { sku, quantity: 60 },
        ],
      };
      expect(await fault(twice)).toMatchObject({ field: 'items', code: 'too_large' });
      expect(await fault({ items: [] })).toMatchObject({ field: 'items', code: 'too_few' });
      expect(await fault({ items: undefined })).toMatchObject({ field: 'items', code: 'required' });
      expect(await fault({ cartId: newId() })).toMatchObject({ field: 'items', code: 'required' });
      expect(await fault({ email: undefined })).toMatchObject({ field: 'email', code: 'required' });
      expect(await fault({ shippingAddress: undefined })).toMatchObject({
        field: 'shippingAddress',
        code: 'required',
      });
      expect(await fault({ payment: {} })).toMatchObject({ field: 'payment.token', code: 'required' });
    });

    it('names what is for sale, in one currency', async () => {
      const [sku, archived, dollars] = [await shop.sell(1), await shop.sell(1), await shop.sell(1)];
      shop.catalog.archived.add(archived);
      shop.catalog.prices.set(dollars, { amount: 1, currency: 'USD' });
      const { manager } = shop.nest.get(Transactions, { strict: false });
      const waiting = () => manager.countBy(Order, { status: 'pending_payment' });
      const before = await waiting();
      const items = (...skus: string[]) => ({
        ...body(sku),
        items: skus.map((name) => ({ sku: name, quantity: 1 })),
      });
      expect(await refused(items(sku, 'NO-SUCH'))).toMatchObject({
        code: 'unknown_sku',
        lines: [{ sku: 'NO-SUCH' }],
      });
      expect(await refused(items(sku, archived))).toMatchObject({
        code: 'not_for_sale',
        lines: [{ sku: archived }],
      });
      expect(await refused(items(sku, dollars))).toMatchObject({ code: 'mixed_currency' });
      const free = await shop.sell(1, 0);
      expect((await refused(items(free))).code).toBe('validation_failed');
      expect(await waiting()).toBe(before);
    });
  });
});
