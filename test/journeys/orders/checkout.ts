import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { databaseKind } from '../../support/database.js';
import { shippingAddress } from '../../support/shipping-address.js';
import { buy, startShop, type TestShop } from '../../support/shop.js';

describe('checkout', () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(() => shop.close());

  describe(`buying on ${databaseKind}`, () => {
    it('confirms the order, takes the stock and the money, and keeps what was sold', async () => {
      const ada = await shop.signedIn('Ada', 'customer');
      const sku = await shop.sell(5, 1_999);
      const { status, body, headers } = await buy(ada, { items: [{ sku, quantity: 2 }] });
      expect(status).toBe(201);
      expect(headers.get('etag')).toMatch(/^"\d+-/);
      expect(body).toMatchObject({
        status: 'confirmed',
        paymentStatus: 'authorized',
        fulfillmentStatus: 'unfulfilled',
        lines: [
          {
            sku,
            title: `Title of ${sku}`,
            quantity: 2,
            unitPrice: { amount: 1_999, currency: 'EUR' },
            total: { amount: 3_998, currency: 'EUR' },
          },
        ],
        subtotal: { amount: 3_998, currency: 'EUR' },
        total: { amount: 3_998, currency: 'EUR' },
        payment: { status: 'authorized' },
        shippingAddress,
      });
      expect(body.number).toMatch(/^[0-9A-Z]{10}$/);
      expect(body).not.toHaveProperty('orderToken');
      expect(await shop.level(sku)).toMatchObject({ onHand: 3, held: 0, available: 3 });

      await shop.settle();
      shop.catalog.prices.set(sku, { amount: 1, currency: 'EUR' });
      const later = await ada.get(`/api/v1/orders/${body.id}`);
      expect(later.body).toMatchObject({ paymentStatus: 'captured', total: { amount: 3_998 } });
      expect(shop.payments.charged(body.id)).toMatchObject([{ captured: { amount: 3_998 } }]);
    });

    it('lets a guest buy, who sees the order with its token alone', async () => {
      const sku = await shop.sell(1);
      const { status, body } = await buy(shop.client, { items: [{ sku, quantity: 1 }] });
      expect([status, body.email]).toEqual([201, 'guest@example.com']);
      const path = `/api/v1/orders/${body.id}`;
      const headers = { 'x-order-token': body.orderToken };
      expect((await shop.client.get(path, { headers })).body).not.toHaveProperty('orderToken');
      expect((await shop.client.get(`${path}/history`, { headers })).status).toBe(200);
      expect((await shop.client.get('/api/v1/orders', { headers })).body.data).toMatchObject([
        { id: body.id },
      ]);
      expect((await shop.client.get(path)).status).toBe(404);
      const wrong = { 'x-order-token': `${body.orderToken.slice(0, -1)}_` };
      expect((await shop.client.get(path, { headers: wrong })).status).toBe(404);
      expect((await shop.client.get('/api/v1/orders', { headers: wrong })).status).toBe(401);
    });

    it('leaves a declined order waiting for another try, while its stock is held', async () => {
      const sku = await shop.sell(1);
      const declined = await buy(shop.client, { items: [{ sku, quantity: 1 }], token: 'tok_declined' });
      expect(declined.status).toBe(402);
      expect(declined.body).toMatchObject({ code: 'payment_declined', declineCode: 'card_declined' });
      const { orderId, orderToken } = declined.body;
      const path = `/api/v1/orders/${orderId}`;
      const headers = { 'x-order-token': orderToken };
      expect((await shop.client.get(path, { headers })).body).toMatchObject({
        status: 'pending_payment',
        paymentStatus: 'declined',
      });
      expect(await shop.level(sku)).toMatchObject({ held: 1, available: 0 });

      const pay = (token: string, more: Record<string, string> = {}) =>
        shop.client.post(
          `${path}/payments`,
          { token },
          { headers: { ...headers, 'idempotency-key': newId(), ...more } },
        );
      expect((await pay('tok_declined')).status).toBe(402);
      const key = { 'idempotency-key': newId() };
      const paid = await pay('tok_ok', key);
      expect([paid.status, paid.body.status]).toEqual([201, 'confirmed']);
      const again = await pay('tok_ok', key);
      expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
      expect(again.body).toEqual(paid.body);
      const late = await pay('tok_ok');
      expect([late.status, late.body.code]).toEqual([409, 'order_status_conflict']);
      expect(shop.payments.charged(orderId)).toHaveLength(1);

      const { body } = await shop.client.get(`${path}/history`, { headers });
      expect(body.data.map(({ event }: { event: string }) => event).slice(0, 6)).toEqual([
        'placed',
        'payment_declined',
        'payment_retried',
        'payment_declined',
        'payment_retried',
        'confirmed',
      ]);
    });

    it('waits for a buyer who has to do something, and confirms when the provider tells', async () => {
      const ada = await shop.signedIn('Ada', 'customer');
      const sku = await shop.sell(1);
      const { status, body } = await buy(ada, {
        items: [{ sku, quantity: 1 }],
        token: 'tok_action_required',
      });
      expect(status).toBe(202);
      expect(body).toMatchObject({
        status: 'pending_payment',
        paymentStatus: 'requires_action',
        payment: {
          status: 'requires_action',
          nextAction: { type: 'redirect', url: 'https://bank.example/confirm' },
        },
      });
      shop.payments.move(body.payment.id, 'authorized');
      await shop.announceAuthorized(body.id, body.payment.id);
      await shop.announceAuthorized(body.id, body.payment.id);
      const { body: after } = await ada.get(`/api/v1/orders/${body.id}`);
      expect(after).toMatchObject({ status: 'confirmed', paymentStatus: 'captured' });
      expect(after.payment).not.toHaveProperty('nextAction');
      expect(await shop.level(sku)).toMatchObject({ onHand: 0, held: 0 });
    });

    it('takes a lost answer for unknown, and confirms once the provider has been asked', async () => {
      const ada = await shop.signedIn('Ada', 'customer');
      const sku = await shop.sell(1);
      const { status, body } = await buy(ada, { items: [{ sku, quantity: 1 }], token: 'tok_timeout' });
      expect([status, body.status, body.paymentStatus]).toEqual([202, 'pending_payment', 'pending']);
      const second = await ada.post(
        `/api/v1/orders/${body.id}/payments`,
        { token: 'tok_ok' },
        { headers: { 'idempotency-key': newId() } },
      );
      expect([second.status, second.body.code]).toEqual([409, 'payment_in_progress']);
      await shop.settleAbandoned();
      const { body: after } = await ada.get(`/api/v1/orders/${body.id}`);
      expect(after).toMatchObject({ status: 'confirmed', paymentStatus: 'captured' });
      expect(shop.payments.charged(body.id)).toHaveLength(1);
    });

    it('refuses what is not in stock, naming the lines, and holds and charges nothing', async () => {
      const [enough, scarce] = [await shop.sell(9), await shop.sell(1)];
      const items = [
        { sku: enough, quantity: 2 },
        { sku: scarce, quantity: 1 },
        { sku: scarce, quantity: 1 },
      ];
      const { status, body } = await buy(shop.client, { items });
      expect([status, body.code]).toEqual([409, 'insufficient_stock']);
      expect(body.lines).toEqual([{ sku: scarce, requested: 2, available: 1 }]);
      const plenty = await shop.sell(40);
      const many = await buy(shop.client, { items: [{ sku: plenty, quantity: 99 }] });
      expect(many.body.lines).toEqual([{ sku: plenty, requested: 99, available: 5 }]);
      expect(shop.payments.charged(body.orderId)).toEqual([]);
      for (const sku of [enough, scarce]) expect(await shop.level(sku)).toMatchObject({ held: 0 });
    });

    it('expires an order whose hold has ended, and not one that is confirmed', async () => {
      const sku = await shop.sell(2);
      const items = [{ sku, quantity: 1 }];
      const paid = await buy(shop.client, { items });
      const waiting = await buy(shop.client, { items, token: 'tok_action_required' });
      const headers = { 'x-order-token': waiting.body.orderToken };
      for (const { body } of [paid, waiting]) await shop.endHold(body.id);
      const { body } = await shop.client.get(`/api/v1/orders/${waiting.body.id}`, { headers });
      expect([body.status, body.paymentStatus]).toEqual(['expired', 'voided']);
      const kept = await shop.client.get(`/api/v1/orders/${paid.body.id}`, {
        headers: { 'x-order-token': paid.body.orderToken },
      });
      expect(kept.body.status).toBe('confirmed');
      expect(await shop.level(sku)).toMatchObject({ onHand: 1, held: 0, available: 1 });

      // The buyer confirms too late: the money goes back.
      shop.payments.move(waiting.body.payment.id, 'authorized');
      await shop.announceAuthorized(waiting.body.id, waiting.body.payment.id);
      expect(shop.payments.charged(waiting.body.id)).toEqual([]);
      const pay = await shop.client.post(
        `/api/v1/orders/${waiting.body.id}/payments`,
        { token: 'tok_ok' },
        { headers: { ...headers, 'idempotency-key': newId() } },
      );
      expect([pay.status, pay.body.code]).toEqual([409, 'order_status_conflict']);
    });

    it('gives the money back when the hold ends while the provider is being asked', async () => {
      const sku = await shop.sell(1);
      shop.payments.beforeAnswer = async () => {
        shop.payments.beforeAnswer = () => Promise.resolve();
        const order = (await shop.unsettled()).find(({ attempt }) => attempt !== null);
        if (order) await shop.endHold(order.id);
      };
      const { status, body } = await buy(shop.client, { items: [{ sku, quantity: 1 }] });
      expect([status, body.code]).toEqual([409, 'hold_expired']);
      await shop.settle();
      expect(shop.payments.charged(body.orderId)).toEqual([]);
      expect(await shop.level(sku)).toMatchObject({ onHand: 1, held: 0, available: 1 });
    });
  });
});
