import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { Orders } from '../../../src/modules/orders/index.js';
import { OrderReader } from '../../../src/modules/orders/orders/order-reader.service.js';
import { OrdersQuery } from '../../../src/modules/orders/orders/orders.dto.js';
import { countQueries } from '../../../src/platform/database/query-count.js';
import { readAll } from '../../support/blog.js';
import type { Client, Loose } from '../../support/client.js';
import { databaseKind } from '../../support/database.js';
import { buy, startShop, type TestShop } from '../../support/shop.js';

describe('orders', () => {
  let shop: TestShop;
  let ada: Client & { readonly userId: string };
  let eve: Client;
  let merchant: Client & { readonly userId: string };
  beforeAll(async () => {
    shop = await startShop();
    ada = await shop.signedIn('Ada', 'customer');
    eve = await shop.signedIn('Eve', 'customer');
    merchant = await shop.signedIn('Max', 'merchant');
  });
  afterAll(() => shop.close());

  async function order(client: Client, quantity = 1, token = 'tok_ok'): Promise<Loose> {
    const sku = await shop.sell(10, 500);
    const { body } = await buy(client, { items: [{ sku, quantity }], token });
    await shop.settle();
    return { ...body, sku, path: `/api/v1/orders/${body.id ?? body.orderId}` };
  }
  const events = async (client: Client, path: string) =>
    (await readAll(client, `${path}/history`)).map(({ event }) => event);

  describe(`orders on ${databaseKind}`, () => {
    it('are there for who placed them and for who reads all; for others they are not', async () => {
      const { id, path } = await order(ada);
      expect((await ada.get(path)).body.id).toBe(id);
      expect((await merchant.get(path)).body.id).toBe(id);
      for (const client of [eve, shop.client]) {
        for (const answer of [
          await client.get(path),
          await client.get(`${path}/history`),
          await client.post(`${path}/cancel`),
          await client.post(
            `${path}/payments`,
            { token: 'tok_ok' },
            { headers: { 'idempotency-key': newId() } },
          ),
        ])
          expect([answer.status, answer.body.code]).toEqual([404, 'order_not_found']);
      }
      expect((await eve.post(`${path}/fulfillments`)).status).toBe(403);
      expect((await shop.client.post(`${path}/fulfillments`)).status).toBe(401);
      const paid = await merchant.post(
        `${path}/payments`,
        { token: 'tok_ok' },
        { headers: { 'idempotency-key': newId() } },
      );
      expect(paid.status).toBe(404);
    });

    it('are listed to their buyer alone, page by page, and to the merchant all', async () => {
      const buyer = await shop.signedIn('Many', 'customer');
      const placed: string[] = [];
      for (let number = 0; number < 5; number += 1) placed.push((await order(buyer)).id);
      const listed = await readAll(buyer, '/api/v1/orders?limit=2');
      expect(listed.map(({ id }) => id)).toEqual(placed.toReversed());
      const all = await readAll(
        merchant,
        `/api/v1/orders?user=${buyer.userId}&sort=createdAt&status=confirmed`,
      );
      expect(all.map(({ id }) => id)).toEqual(placed);
      expect((await eve.get(`/api/v1/orders?user=${buyer.userId}`)).body.data).toEqual([]);
      expect((await shop.client.get('/api/v1/orders')).status).toBe(401);
      expect((await eve.get('/api/v1/orders?cursor=nonsense')).body.code).toBe('invalid_cursor');
    });

    it('are listed with the same number of statements, however many they are', async () => {
      const reader = shop.nest.get(OrderReader, { strict: false });
      const viewer = { permissions: new Set(['orders:read']) };
      const count = async (limit: number) =>
        (await countQueries(() => reader.page(Object.assign(new OrdersQuery(), { limit }), viewer))).queries;
      expect([await count(1), await count(5)]).toEqual([3, 3]);
    });

    it('are cancelled by their buyer, who gets the money back, and the shop its stock', async () => {
      const { sku, path, id } = await order(ada, 3);
      expect(await shop.level(sku)).toMatchObject({ onHand: 7 });
      const { status, body } = await ada.post(`${path}/cancel`, { reason: 'Ordered twice' });
      expect(status).toBe(200);
      expect(body).toMatchObject({ status: 'cancelled', paymentStatus: 'refunded' });
      expect(await shop.level(sku)).toMatchObject({ onHand: 10, held: 0 });
      expect(shop.payments.charged(id)).toEqual([]);
      await shop.settleAbandoned();
      expect(await shop.level(sku)).toMatchObject({ onHand: 10, held: 0 });
      expect((await ada.post(`${path}/cancel`)).body.code).toBe('order_status_conflict');
      const history = await readAll(ada, `${path}/history`);
      expect(history.find(({ event }) => event === 'cancelled')).toMatchObject({
        note: 'Ordered twice',
        actorId: ada.userId,
        status: 'cancelled',
      });
    });

    it('that wait for their payment are cancelled too, and cannot be paid any more', async () => {
      const { sku, path, orderToken, orderId } = await order(shop.client, 2, 'tok_declined');
      const headers = { 'x-order-token': orderToken };
      expect((await shop.client.post(`${path}/cancel`, {}, { headers })).body.status).toBe('cancelled');
      expect(await shop.level(sku)).toMatchObject({ onHand: 10, held: 0, available: 10 });
      const paid = await shop.client.post(
        `${path}/payments`,
        { token: 'tok_ok' },
        { headers: { ...headers, 'idempotency-key': newId() } },
      );
      expect(paid.body.code).toBe('order_status_conflict');
      expect(shop.payments.charged(orderId)).toEqual([]);
    });

    it('are cancelled once by many at the same moment, with one return of stock', async () => {
      const { sku, path } = await order(ada, 4);
      const answers = await Promise.all(Array.from({ length: 8 }, () => ada.post(`${path}/cancel`)));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([
        200, 409, 409, 409, 409, 409, 409, 409,
      ]);
      expect(await shop.level(sku)).toMatchObject({ onHand: 10, held: 0 });
    });

    it('are handed over in parts, and completed by the last one', async () => {
      const { sku, path } = await order(ada, 5);
      const part = await merchant.post(`${path}/fulfillments`, {
        lines: [{ sku, quantity: 2 }],
        trackingNumber: '1Z999',
      });
      expect(part.status).toBe(201);
      expect(part.body).toMatchObject({
        status: 'confirmed',
        fulfillmentStatus: 'partially_fulfilled',
        lines: [{ sku, quantity: 5, fulfilled: 2 }],
        fulfillments: [{ lines: [{ sku, quantity: 2 }], trackingNumber: '1Z999' }],
      });
      for (const lines of [[{ sku, quantity: 4 }], [{ sku: 'NOT-IN-IT', quantity: 1 }]])
        expect((await merchant.post(`${path}/fulfillments`, { lines })).body.code).toBe(
          'fulfillment_too_large',
        );
      expect((await ada.post(`${path}/cancel`)).body.code).toBe('order_status_conflict');
      expect((await merchant.post(`${path}/cancel`)).status).toBe(409);

      const rest = await merchant.post(`${path}/fulfillments`);
      expect(rest.body).toMatchObject({ status: 'completed', fulfillmentStatus: 'fulfilled' });
      expect((await ada.get(path)).body.fulfillments).toHaveLength(2);
      expect((await merchant.post(`${path}/fulfillments`)).body.code).toBe('order_status_conflict');
      expect(await events(ada, path)).toEqual([
        'placed',
        'confirmed',
        'payment_captured',
        'partially_fulfilled',
        'fulfilled',
      ]);
    });

    it('are never handed over twice by many at the same moment', async () => {
      const { sku, path } = await order(ada, 3);
      const answers = await Promise.all(
        Array.from({ length: 6 }, () =>
          merchant.post(`${path}/fulfillments`, { lines: [{ sku, quantity: 1 }] }),
        ),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
      const { body } = await ada.get(path);
      expect(body).toMatchObject({ status: 'completed', lines: [{ fulfilled: 3 }] });
      expect(body.fulfillments).toHaveLength(3);
    });

    it('that are not paid are not handed over', async () => {
      const { path } = await order(ada, 1, 'tok_action_required');
      expect((await merchant.post(`${path}/fulfillments`)).body.code).toBe('order_status_conflict');
    });

    it('tell other modules whose they are', async () => {
      const { id } = await order(ada);
      const orders = shop.nest.get(Orders, { strict: false });
      expect(await orders.ownerOf({ orderId: id })).toEqual({ userId: ada.userId, status: 'confirmed' });
      expect(await orders.ownerOf({ orderId: newId() })).toEqual({ userId: null, status: 'unknown' });
    });
  });

  describe('with CAPTURE=on_fulfillment', () => {
    it('money is taken when the first part is handed over', async () => {
      const patient = await startShop({ CAPTURE: 'on_fulfillment' });
      try {
        const [buyer, seller] = [
          await patient.signedIn('Ada', 'customer'),
          await patient.signedIn('Max', 'merchant'),
        ];
        const sku = await patient.sell(5);
        const { body } = await buy(buyer, { items: [{ sku, quantity: 2 }] });
        await patient.settle();
        const path = `/api/v1/orders/${body.id}`;
        expect((await buyer.get(path)).body.paymentStatus).toBe('authorized');
        await seller.post(`${path}/fulfillments`, { lines: [{ sku, quantity: 1 }] });
        await patient.settle();
        expect((await buyer.get(path)).body).toMatchObject({
          status: 'confirmed',
          paymentStatus: 'captured',
        });
      } finally {
        await patient.close();
      }
    });
  });
});
