import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { Ledger } from '../../../src/modules/inventory/ledger.service.js';
import { OrderAudit } from '../../../src/modules/orders/orders/order-audit.service.js';
import { startApp, type TestApp } from '../../support/app.js';
import { addProduct, variant } from '../../support/catalog.js';
import type { Client, Loose } from '../../support/client.js';
import { databaseKind } from '../../support/database.js';
import { drain } from '../../support/payments.js';
import { shippingAddress } from '../../support/shipping-address.js';

describe('shop', () => {
  let app: TestApp;
  let merchant: Client;
  let sku: string;

  beforeAll(async () => {
    app = await startApp();
    merchant = await app.signedIn('Ines Moreau', 'merchant');
    const product = { title: 'Breakfast bowl', variants: [variant(2_400, { onHand: 5 })] };
    sku = (await addProduct(merchant, product)).variants[0].sku;
  });
  afterAll(() => app.close());

  const once = (headers: Record<string, string> = {}) => ({
    headers: { ...headers, 'idempotency-key': newId() },
  });

  /** Buys what is in a new guest's cart. @returns the answer, and what opens the order */
  async function buyFromCart(quantity: number, token: string): Promise<{ status: number; body: Loose }> {
    const { body: cart } = await app.client.post('/api/v1/carts');
    const headers = { 'x-cart-token': cart.cartToken };
    const { body: filled } = await app.client.put(
      `/api/v1/carts/${cart.id}/items/${sku}`,
      { quantity },
      { headers },
    );
    expect(filled.subtotal).toEqual({ amount: quantity * 2_400, currency: 'EUR' });
    const order = { cartId: cart.id, email: 'guest@example.com', shippingAddress, payment: { token } };
    return app.client.post('/api/v1/orders', order, once(headers));
  }

  async function stock(): Promise<Loose> {
    return (await merchant.get(`/api/v1/inventory/${sku}`)).body;
  }

  describe(`a shop with all its modules on ${databaseKind}`, () => {
    it('is found by a guest, who buys; its stock falls, and the ledger says why', async () => {
      const { body: found } = await app.client.get('/api/v1/products?q=breakfast&inStock=true');
      expect(found.data.map((product: Loose) => product.variants[0].sku)).toEqual([sku]);

      const { status, body: order } = await buyFromCart(2, 'tok_ok');
      expect([status, order.status, order.total]).toEqual([
        201,
        'confirmed',
        { amount: 4_800, currency: 'EUR' },
      ]);
      expect(order.lines).toMatchObject([{ sku, title: 'Breakfast bowl', quantity: 2 }]);
      expect(await stock()).toMatchObject({ onHand: 3, held: 0, available: 3 });
      const { body: movements } = await merchant.get(`/api/v1/inventory/${sku}/movements`);
      expect(movements.data[0]).toMatchObject({ deltaOnHand: -2, reference: order.id });
    });

    it('declines a card, and takes another one while the stock is held', async () => {
      const declined = await buyFromCart(1, 'tok_declined');
      expect([declined.status, declined.body.code]).toEqual([402, 'payment_declined']);
      expect(await stock()).toMatchObject({ onHand: 3, held: 1, available: 2 });
      const { orderId, orderToken } = declined.body;
      const paid = await app.client.post(
        `/api/v1/orders/${orderId}/payments`,
        { token: 'tok_ok' },
        once({ 'x-order-token': orderToken }),
      );
      expect([paid.status, paid.body.status]).toEqual([201, 'confirmed']);
      expect(await stock()).toMatchObject({ onHand: 2, held: 0, available: 2 });
    });

    it('ships what was bought, gives a part of the money back, and adds up', async () => {
      const { body: bought } = await buyFromCart(2, 'tok_ok');
      await drain(app);
      const path = `/api/v1/orders/${bought.id}`;
      const part = { lines: [{ sku, quantity: 1 }], trackingNumber: 'LK-1' };
      const shipped = await merchant.post(`${path}/fulfillments`, part, once());
      expect([shipped.status, shipped.body.fulfillmentStatus]).toEqual([201, 'partially_fulfilled']);
      expect((await merchant.post(`${path}/fulfillments`, {}, once())).body.status).toBe('completed');
      const { status } = await merchant.post(
        `/api/v1/payments/${bought.payment.id}/refunds`,
        { amount: { amount: 600, currency: 'EUR' }, reason: 'One has a chip' },
        once(),
      );
      expect(status).toBe(201);
      await drain(app);
      const { body } = await merchant.get(path);
      expect([body.status, body.paymentStatus]).toEqual(['completed', 'partially_refunded']);

      const { body: left } = await app.client.get('/api/v1/products?q=breakfast&inStock=true');
      expect(left.data).toEqual([]);
      expect(await app.nest.get(Ledger, { strict: false }).check()).toEqual([]);
      expect(await app.nest.get(OrderAudit, { strict: false }).check()).toEqual([]);
    });
  });
});
