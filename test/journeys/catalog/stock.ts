import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { VariantsAdded } from '../../../src/modules/catalog/index.js';
import { Availability } from '../../../src/modules/catalog/stock/availability.service.js';
import { Inventory, StockChanged } from '../../../src/modules/inventory/index.js';
import { InventoryService } from '../../../src/modules/inventory/inventory.service.js';
import { Transactions } from '../../../src/platform/database/transactions.js';
import { DeliveryRow } from '../../../src/platform/events/delivery.entity.js';
import { EventRow } from '../../../src/platform/events/event.entity.js';
import { EventRelay } from '../../../src/platform/events/event-relay.js';
import { type TestApp, startApp } from '../../support/app.js';
import { addProduct, variant } from '../../support/catalog.js';
import type { Client, Loose } from '../../support/client.js';
import { until } from '../../support/until.js';

describe('stock', () => {
  let app: TestApp;
  let merchant: Client;
  beforeAll(async () => {
    app = await startApp();
    merchant = await app.signedIn('Ines Moreau', 'merchant');
  });
  afterAll(() => app.close());

  const path = (product: Loose): string => `/api/v1/products/${product.id}`;
  const skuOf = (product: Loose, index = 0): string => product.variants[index].sku;

  describe('what is in stock', () => {
    it('follows the stock: sold out, back again, and over all variants', async () => {
      const inventory = app.nest.get(Inventory, { strict: false });
      const product = await addProduct(merchant, {
        variants: [variant(1, { onHand: 2 }), variant(1, { onHand: 1 })],
      });
      const stock = async () => {
        const { body } = await app.client.get(path(product));
        return [body.inStock, ...body.variants.map((each: Loose) => each.inStock)];
      };
      const becomes = (...expected: boolean[]) =>
        until(`stock is ${expected.join()}`, async () => (await stock()).join() === expected.join());
      const [first, second] = [newId(), newId()];
      const hold = (orderId: string, index: number, quantity: number) =>
        inventory.hold({
          orderId,
          lines: [{ sku: skuOf(product, index), quantity }],
          expiresAt: '2100-01-01T00:00:00.000Z',
        });
      await becomes(true, true, true);
      await hold(first, 0, 2);
      await becomes(true, false, true);
      await hold(second, 1, 1);
      await becomes(false, false, false);
      expect((await app.client.get(path(product))).body.version).toBe(1);
      await inventory.release({ orderId: first, reason: 'Cancelled' });
      await becomes(true, true, false);
      await inventory.commit({ orderId: second });
      await merchant.post(
        `/api/v1/inventory/${skuOf(product, 1)}/adjustments`,
        { delta: 4, reason: 'Delivered' },
        { headers: { 'idempotency-key': randomUUID() } },
      );
      await becomes(true, true, true);
    });

    it('is right in the end, however many variants sell out at the same moment', async () => {
      const inventory = app.nest.get(Inventory, { strict: false });
      const variants = Array.from({ length: 12 }, () => variant(1, { onHand: 1 }));
      const product = await addProduct(merchant, { variants });
      const order = (each: Record<string, unknown>) => ({
        orderId: newId(),
        lines: [{ sku: String(each.sku), quantity: 1 }],
        expiresAt: '2100-01-01T00:00:00.000Z',
      });
      const orders = variants.map(order);
      await Promise.all(orders.map((each) => inventory.hold(each)));
      await app.nest.get(EventRelay, { strict: false }).drain();
      expect((await app.client.get(path(product))).body.inStock).toBe(false);
      await Promise.all(
        orders.slice(0, 3).map(({ orderId }) => inventory.release({ orderId, reason: 'Cancelled' })),
      );
      await app.nest.get(EventRelay, { strict: false }).drain();
      const { body } = await app.client.get(path(product));
      expect(body.variants.filter(({ inStock }: Loose) => inStock)).toHaveLength(3);
      expect(body.inStock).toBe(true);
    });

    it('is not what an older event says that comes late', async () => {
      const availability = app.nest.get(Availability, { strict: false });
      const transactions = app.nest.get(Transactions, { strict: false });
      const product = await addProduct(merchant, { variants: [variant(1, { onHand: 3 })] });
      await app.nest.get(EventRelay, { strict: false }).drain();
      const hear = (available: number, version: number) =>
        transactions.run(() =>
          availability.copy({
            id: newId(),
            type: StockChanged.type,
            occurredAt: new Date(),
            payload: { sku: skuOf(product), available, version },
          }),
        );
      const inStock = async () => (await app.client.get(path(product))).body.inStock;
      await hear(0, 12);
      expect(await inStock()).toBe(false);
      await hear(5, 11);
      await hear(5, 12);
      expect(await inStock()).toBe(false);
      await hear(5, 13);
      expect(await inStock()).toBe(true);
    });

    it('stays what it was when the product is changed', async () => {
      const [sold, left] = [variant(1, { onHand: 2 }), variant(2, { onHand: 2 })];
      const product = await addProduct(merchant, { variants: [sold, left] });
      const adjustment = { delta: -2, reason: 'Broken' };
      const options = { headers: { 'idempotency-key': randomUUID() } };
      await merchant.post(`/api/v1/inventory/${skuOf(product)}/adjustments`, adjustment, options);
      await until('it is sold out', async () => {
        const { body } = await app.client.get(path(product));
        return body.variants[0].inStock === false;
      });
      const variants = [sold, left].map(({ onHand: _onHand, ...rest }) => rest);
      const { body } = await merchant.patch(path(product), { title: 'Changed', variants });
      expect(body).toMatchObject({ inStock: true, variants: [{ inStock: false }, { inStock: true }] });
      const { body: alone } = await merchant.patch(path(product), { variants: variants.slice(0, 1) });
      expect(alone).toMatchObject({ inStock: false, variants: [{ inStock: false }] });
    });
  });

  describe('the first stock', () => {
    const fail = () =>
      jest
        .spyOn(app.nest.get(InventoryService, { strict: false }), 'receive')
        .mockRejectedValueOnce(new Error('Inventory cannot be reached'));
    const delivery = { subscriber: 'catalog.receive-first-stock', state: 'pending' } as const;
    const level = async (product: Loose, index = 0) =>
      (await merchant.get(`/api/v1/inventory/${skuOf(product, index)}`)).body;

    /** Lets the events be due that wait for the faster way. */
    async function deliver(): Promise<void> {
      const { manager } = app.nest.get(Transactions, { strict: false });
      await manager.update(DeliveryRow, delivery, { dueAt: new Date(0) });
      await app.nest.get(EventRelay, { strict: false }).drain();
      expect(await manager.countBy(DeliveryRow, delivery)).toBe(0);
    }

    it('is received once, though it is told twice', async () => {
      const product = await addProduct(merchant, { variants: [variant(1, { onHand: 7 })] });
      await deliver();
      expect(await level(product)).toMatchObject({ onHand: 7 });
      const { body } = await merchant.get(`/api/v1/inventory/${skuOf(product)}/movements`);
      expect(body.data).toHaveLength(1);
    });

    it('is received by the event when inventory could not be reached at first', async () => {
      const spy = fail();
      const product = await addProduct(merchant, { variants: [variant(1, { onHand: 7 }), variant(1)] });
      expect(spy).toHaveBeenCalledTimes(1);
      expect((await level(product)).code).toBe('sku_not_found');
      await deliver();
      expect([await level(product), await level(product, 1)]).toMatchObject([{ onHand: 7 }, { onHand: 0 }]);
      spy.mockRestore();
    });

    it('is not announced for a product that was refused', async () => {
      const { manager } = app.nest.get(Transactions, { strict: false });
      const taken = skuOf(await addProduct(merchant));
      const variants = [variant(1, { onHand: 1 }), variant(1, { sku: taken })];
      expect((await merchant.post('/api/v1/products', { title: 'Refused', variants })).status).toBe(409);
      const sku = String(variants[0]?.sku);
      expect((await merchant.get(`/api/v1/inventory/${sku}`)).status).toBe(404);
      const events = await manager.findBy(EventRow, { type: VariantsAdded.type });
      expect(JSON.stringify(events)).toContain(taken);
      expect(JSON.stringify(events)).not.toContain(sku);
    });
  });
});
