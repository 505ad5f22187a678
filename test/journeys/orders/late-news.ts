import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { Inventory } from '../../../src/modules/inventory/index.js';
import { CheckoutOutcomes } from '../../../src/modules/orders/checkout/checkout-outcomes.service.js';
import { Order } from '../../../src/modules/orders/orders/order.entity.js';
import { OrdersRepository } from '../../../src/modules/orders/orders/orders.repository.js';
import type { PaymentState } from '../../../src/modules/payments/index.js';
import { Transactions } from '../../../src/platform/database/transactions.js';
import type { Loose } from '../../support/client.js';
import { databaseKind } from '../../support/database.js';
import { buy, startShop, type TestShop } from '../../support/shop.js';

describe('late news', () => {
  let shop: TestShop;
  let outcomes: CheckoutOutcomes;
  beforeAll(async () => {
    shop = await startShop();
    outcomes = shop.nest.get(CheckoutOutcomes, { strict: false });
  });
  afterAll(() => shop.close());
  afterEach(() => {
    shop.payments.beforeAnswer = () => Promise.resolve();
  });

  const orders = () => shop.nest.get(Transactions, { strict: false }).manager.getRepository(Order);

  async function orderWith(token = 'tok_ok'): Promise<Loose> {
    const sku = await shop.sell(5);
    const { body } = await buy(shop.client, { items: [{ sku, quantity: 2 }], token });
    return { id: body.id ?? body.orderId, token: body.orderToken, sku };
  }

  /** The payment of an order, in another state than it is. */
  async function paymentOf(id: string, status: PaymentState['status']): Promise<PaymentState> {
    const [payment] = (await shop.payments.find({ orderId: id })).payments;
    if (!payment) throw new Error(`Order ${id} has no payment`);
    return { ...payment, status };
  }

  it('an order that nobody looks after is taken by one of many processes', async () => {
    const { id } = await orderWith('tok_timeout');
    await orders().update({ id }, { checkAt: new Date(0) });
    const order = await orders().findOneByOrFail({ id });
    const repository = shop.nest.get(OrdersRepository, { strict: false });
    const until = new Date(Date.now() + 60_000);
    const taken = await Promise.all(Array.from({ length: 10 }, () => repository.take(order, until)));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  describe(`news that comes too late on ${databaseKind}`, () => {
    it('changes nothing about a confirmed order', async () => {
      const { id, sku } = await orderWith();
      await shop.settle();
      const before = await orders().findOneByOrFail({ id });
      expect(await outcomes.expire(id)).toBe(false);
      await outcomes.decline(id, await paymentOf(id, 'declined'), new Date(), true);
      await outcomes.wait(id, await paymentOf(id, 'requires_action'));
      await outcomes.refuse(id, [{ sku, requested: 2, available: 0 }]);
      expect(await outcomes.confirm(id, await paymentOf(id, 'authorized'))).toBe(true);
      expect(await orders().findOneByOrFail({ id })).toEqual(before);
    });

    it('does not confirm an order that was called off', async () => {
      const { id, token } = await orderWith('tok_declined');
      await shop.client.post(`/api/v1/orders/${id}/cancel`, {}, { headers: { 'x-order-token': token } });
      expect(await outcomes.confirm(id, await paymentOf(id, 'authorized'))).toBe(false);
      expect((await orders().findOneByOrFail({ id })).status).toBe('cancelled');
    });

    it('that the stock is gone ends an order that has just been paid, and the money goes back', async () => {
      const sku = await shop.sell(1);
      shop.payments.beforeAnswer = async () => {
        const [order] = await orders().find({ order: { createdAt: 'DESC' }, take: 1 });
        const inventory = shop.nest.get(Inventory, { strict: false });
        await inventory.release({ orderId: order?.id ?? '', reason: 'Nobody told the orders' });
      };
      const { status, body } = await buy(shop.client, { items: [{ sku, quantity: 1 }] });
      expect([status, body.code]).toEqual([409, 'hold_expired']);
      expect(shop.payments.charged(body.orderId)).toEqual([]);
      expect(await shop.level(sku)).toMatchObject({ onHand: 1, held: 0 });
    });

    it('is not taken up by another try to pay', async () => {
      const { id, token } = await orderWith('tok_declined');
      await orders().update({ id }, { holdExpiresAt: new Date(Date.now() - 1) });
      const { status, body } = await shop.client.post(
        `/api/v1/orders/${id}/payments`,
        { token: 'tok_ok' },
        { headers: { 'x-order-token': token, 'idempotency-key': newId() } },
      );
      expect([status, body.code]).toEqual([409, 'hold_expired']);
      expect(shop.payments.charged(id)).toEqual([]);
      expect((await orders().findOneByOrFail({ id })).version).toBe(2);
    });
  });
});
