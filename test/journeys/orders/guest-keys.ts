import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { newId } from '../../../src/kernel/ids.js';
import { IdempotencyRecord } from '../../../src/platform/http/idempotency/idempotency.entity.js';
import { Transactions } from '../../../src/platform/database/transactions.js';
import { databaseKind } from '../../support/database.js';
import type { Loose } from '../../support/client.js';
import { shippingAddress } from '../../support/shipping-address.js';
import { buy, startShop, type TestShop } from '../../support/shop.js';

describe('keys of guests', () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(() => shop.close());

  /** Nothing of an order may be in this. */
  function expectNothingOf(answer: unknown, order: Loose): void {
    const text = JSON.stringify(answer);
    for (const name of ['id', 'orderId', 'number', 'orderToken', 'email'])
      if (order[name] !== undefined) expect(text).not.toContain(order[name]);
    for (const word of [shippingAddress.line1, 'orderToken', 'shippingAddress'])
      expect(text).not.toContain(word);
  }

  const sold = async (sku: string): Promise<number> => 5 - (await shop.level(sku)).onHand;

  describe(`a key that others may guess on ${databaseKind}`, () => {
    it.each([
      '1',
      'order-1',
      'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
      'order-2026-11-28-g@example.com',
      '1234567890123456789012',
      '2026-11-28T14:33:00.000Z',
      'Checkout-42-of-Grace-Hopper',
      '00000000-0000-4000-8000-000000000001',
    ])('places one order (%s), and tells a second guest with the same body nothing of it', async (name) => {
      const key = `${name}${name.length > 20 ? '' : `-${newId().slice(-4)}`}`;
      const purchase = { items: [{ sku: await shop.sell(5), quantity: 1 }], key };
      const first = await buy(shop.client, purchase);
      expect([first.status, first.body.status]).toEqual([201, 'confirmed']);
      expect(first.body.orderToken).toBeDefined();
      const second = await buy(shop.client, purchase);
      expect([second.status, second.body.code]).toEqual([409, 'idempotency_answer_withheld']);
      expect(second.headers.get('idempotency-replayed')).toBe('true');
      expect(second.body.answerStatus).toBe(201);
      expectNothingOf(second.body, first.body);
      // The one who sent it and lost the answer knows that it went through, and has bought and paid once.
      expect(await sold(purchase.items[0]!.sku)).toBe(1);
      expect(shop.payments.charged(first.body.id)).toHaveLength(1);
    });

    it('tells nothing of a refusal either', async () => {
      const items = [{ sku: await shop.sell(5), quantity: 1 }];
      const purchase = { items, key: '2', token: 'tok_declined' };
      const first = await buy(shop.client, purchase);
      expect([first.status, first.body.code]).toEqual([402, 'payment_declined']);
      const second = await buy(shop.client, purchase);
      expect(second.body).toMatchObject({ code: 'idempotency_answer_withheld', answerStatus: 402 });
      expectNothingOf(second.body, first.body);
    });

    it('tells nothing of an order that was begun, failed half way, and is carried on', async () => {
      const purchase = { items: [{ sku: await shop.sell(5), quantity: 1 }], key: '3' };
      const before = shop.payments.charged().length;
      shop.payments.beforeAnswer = () => Promise.reject(new Error('The connection broke'));
      expect((await buy(shop.client, purchase)).status).toBe(500);
      shop.payments.beforeAnswer = () => Promise.resolve();
      const second = await buy(shop.client, purchase);
      expect(second.body).toMatchObject({ code: 'idempotency_answer_withheld', answerStatus: 201 });
      expectNothingOf(second.body, {});
      expect(await sold(purchase.items[0]!.sku)).toBe(1);
      expect(shop.payments.charged()).toHaveLength(before + 1);
    });

    it('is as good as any other for who sends a secret with it, and for users', async () => {
      const items = [{ sku: await shop.sell(5), quantity: 1 }];
      const { body: cart } = await shop.client.post('/api/v1/carts');
      const headers = { 'x-cart-token': String(cart.cartToken) };
      const ada = await shop.signedIn('Ada', 'customer');
      for (const again of [
        () => buy(shop.client, { items, key: '4', headers }),
        () => buy(ada, { items, key: '4' }),
      ]) {
        const [first, second] = [await again(), await again()];
        expect([first.status, second.status]).toEqual([201, 201]);
        expect(second.body).toEqual(first.body);
      }
      const eve = await buy(shop.client, { items, key: '4', headers: { 'x-cart-token': '1' } });
      expect(eve.status).toBe(201);
      const mallory = await buy(shop.client, { items, key: '4', headers: { 'x-cart-token': '1' } });
      expect(mallory.body.code).toBe('idempotency_answer_withheld');
    });
  });

  describe(`a key that nobody guesses on ${databaseKind}`, () => {
    it.each([newId(), randomUUID(), `checkout:${newId()}`, 'q7RkX2vPz0LmT9aWbE4sYg'])(
      'gets the same bytes again (%s)',
      async (key) => {
        const purchase = { items: [{ sku: await shop.sell(5), quantity: 1 }], key };
        const [first, second] = [await buy(shop.client, purchase), await buy(shop.client, purchase)];
        expect([first.status, second.status]).toEqual([201, 201]);
        expect(JSON.stringify(second.body)).toBe(JSON.stringify(first.body));
        expect(await sold(purchase.items[0]!.sku)).toBe(1);
      },
    );
  });

  it('No stored answer tells who reads the database of a token, an address or an order', async () => {
    const items = [{ sku: await shop.sell(5), quantity: 1 }];
    const { body } = await buy(shop.client, { items });
    await buy(shop.client, { items, token: 'tok_declined' });
    const { manager } = shop.nest.get(Transactions, { strict: false });
    const bodies = (await manager.find(IdempotencyRecord)).flatMap((record) => record.body ?? []);
    expect(bodies.length).toBeGreaterThan(1);
    for (const text of bodies) expectNothingOf(text, body);
  });
});
