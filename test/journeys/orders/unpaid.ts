import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { AccountsService } from '../../../src/modules/identity/accounts.service.js';
import { WaitingCleanup } from '../../../src/modules/inventory/waiting-cleanup.service.js';
import { Waiting } from '../../../src/modules/inventory/waiting.entity.js';
import { digestOf } from '../../../src/modules/orders/checkout/unpaid-bounds.js';
import { Order } from '../../../src/modules/orders/orders/order.entity.js';
import { Transactions } from '../../../src/platform/database/transactions.js';
import { databaseKind } from '../../support/database.js';
import { password } from '../../support/app.js';
import type { Answer, Client, Loose } from '../../support/client.js';
import { setAhead } from '../../support/payments.js';
import { shippingAddress } from '../../support/shipping-address.js';
import { startShop, type TestShop } from '../../support/shop.js';

describe('unpaid orders', () => {
  let shop: TestShop;
  beforeAll(async () => {
    // What a proxy on this machine says of its clients is believed, so that a test can come from many addresses.
    shop = await startShop({ TRUST_PROXY: '127.0.0.1', UNPAID_ORDERS: '4' });
  });
  afterAll(() => shop.close());

  interface Guest {
    readonly address?: string;
    readonly email?: string;
  }

  let guests = 0;
  /** Somebody who has not been here before, unless said otherwise. */
  async function order(
    items: readonly { sku: string; quantity: number }[],
    token: string,
    { address, email }: Guest = {},
    client = shop.client,
  ): Promise<Answer<Loose>> {
    guests += 1;
    const body = {
      items,
      email: email ?? `guest${guests}@example.com`,
      shippingAddress,
      payment: { token },
    };
    return client.post('/api/v1/orders', body, {
      headers: {
        'idempotency-key': newId(),
        'x-forwarded-for': address ?? `10.${guests >> 16}.${(guests >> 8) & 255}.${guests & 255}`,
      },
    });
  }

  const codes = (answers: readonly Answer<Loose>[]) =>
    answers.map(({ status, body }) => (status < 300 ? String(status) : String(body.code))).toSorted();

  async function openOf(...answers: Answer<Loose>[]): Promise<Order[]> {
    const { manager } = shop.nest.get(Transactions, { strict: false });
    const ids = answers.map(({ body }) => String(body.orderId ?? body.id));
    const orders = await Promise.all(ids.map((id) => manager.findOneByOrFail(Order, { id })));
    return orders.filter(({ status }) => status === 'pending_payment');
  }

  /** A customer who has not shown that their address is theirs. */
  async function unverified(): Promise<Client> {
    guests += 1;
    const email = `new${guests}@example.com`;
    const accounts = shop.nest.get(AccountsService, { strict: false });
    await accounts.create({ email, password, name: 'New', roles: ['customer'], emailVerified: false });
    const { body } = await shop.client.post('/api/v1/auth/login', { email, password });
    return shop.client.as(String(body.accessToken));
  }

  describe(`what a declined card leaves held on ${databaseKind}`, () => {
    it('is held for two minutes at most, which the answer and the order tell', async () => {
      const sku = await shop.sell(4);
      const before = Date.now();
      const { status, body } = await order([{ sku, quantity: 1 }], 'tok_declined');
      expect([status, body.code]).toEqual([402, 'payment_declined']);
      const path = `/api/v1/orders/${body.orderId}`;
      const headers = { 'x-order-token': body.orderToken };
      const { body: shown } = await shop.client.get(path, { headers });
      expect(shown).toMatchObject({ status: 'pending_payment', holdExpiresAt: body.holdExpiresAt });
      const end = Date.parse(shown.holdExpiresAt);
      expect(end).toBeGreaterThanOrEqual(before + 120_000);
      expect(end).toBeLessThanOrEqual(Date.now() + 120_000);

      const pay = (token: string) =>
        shop.client.post(
          `${path}/payments`,
          { token },
          { headers: { ...headers, 'idempotency-key': newId() } },
        );
      const again = await pay('tok_declined');
      expect(again.body).toMatchObject({ code: 'payment_declined', holdExpiresAt: body.holdExpiresAt });
      expect((await pay('tok_ok')).body.status).toBe('confirmed');
      expect(await shop.level(sku)).toMatchObject({ onHand: 3, held: 0 });
    });

    it('is free again when that time is over, and the order has expired', async () => {
      const sku = await shop.sell(2);
      const declined = await order([{ sku, quantity: 1 }], 'tok_declined');
      const pay = () =>
        shop.client.post(
          `/api/v1/orders/${declined.body.orderId}/payments`,
          { token: 'tok_ok' },
          { headers: { 'x-order-token': declined.body.orderToken, 'idempotency-key': newId() } },
        );
      expect(await shop.level(sku)).toMatchObject({ held: 1 });
      setAhead(shop, 121_000);
      const tooLate = await pay();
      await shop.settle();
      setAhead(shop, 0);
      expect(await shop.level(sku)).toMatchObject({ onHand: 2, held: 0 });
      expect(await openOf(declined)).toEqual([]);
      // Before and after somebody has looked: the buyer is told what to do.
      const expired = await pay();
      expect([tooLate.body.code, expired.body.code]).toEqual(['hold_expired', 'order_status_conflict']);
      for (const { status, body } of [tooLate, expired])
        expect([status, body.detail]).toEqual([
          409,
          expect.stringMatching('over.*Nothing is charged.*order again'),
        ]);
      expect((await order([{ sku, quantity: 1 }], 'tok_ok')).status).toBe(201);
    });

    it('is at most half of the stock for all together: 60 guests with false cards leave the rest for sale', async () => {
      const skus = await Promise.all([40, 5, 1].map((stock) => shop.sell(stock)));
      const everything = skus.map((sku) => ({ sku, quantity: 1 }));
      const answers = await Promise.all(
        Array.from({ length: 60 }, () => order(everything.slice(0, 2), 'tok_declined')),
      );
      expect(new Set(codes(answers))).toEqual(new Set(['payment_declined', 'insufficient_stock']));
      const levels = await Promise.all(skus.map((sku) => shop.level(sku)));
      expect(levels.map(({ held }) => held)).toEqual([3, 3, 0]);
      expect((await openOf(...answers)).length).toBe(3);
    });

    it('is nothing when one order wants more than half', async () => {
      const skus = await Promise.all(Array.from({ length: 6 }, () => shop.sell(30)));
      const answers = [];
      for (let time = 0; time < 7; time += 1)
        answers.push(
          await order(
            skus.map((sku) => ({ sku, quantity: 30 })),
            'tok_declined',
            { address: '192.0.2.1', email: 'eve@example.com' },
          ),
        );
      // A buyer whose orders come to nothing is told so before they hold anything, for a quarter of an hour.
      const [declined, refused] = [answers.slice(0, 4), answers.slice(4)];
      expect(new Set(codes(declined))).toEqual(new Set(['payment_declined']));
      expect(new Set(codes(refused))).toEqual(new Set(['too_many_unpaid_orders']));
      for (const sku of skus) expect(await shop.level(sku)).toMatchObject({ onHand: 30, held: 0 });
      expect(await openOf(...answers)).toEqual([]);
      const { body } = await shop.client.get(`/api/v1/orders/${answers[0]?.body.orderId}`, {
        headers: { 'x-order-token': answers[0]?.body.orderToken },
      });
      expect([body.status, body.paymentStatus]).toEqual(['expired', 'declined']);
      for (const known of [{ address: '192.0.2.1' }, { email: 'EVE@example.com' }]) {
        const one = [{ sku: skus[0]!, quantity: 1 }];
        expect((await order(one, 'tok_ok', known)).body.code).toBe('too_many_unpaid_orders');
        setAhead(shop, 15 * 60_000 + 1_000);
        expect((await order(one, 'tok_ok', known)).status).toBe(201);
        setAhead(shop, 0);
      }
    });
  });

  describe(`what may wait for a buyer on ${databaseKind}`, () => {
    it('is half of the stock for one address, however it is written', async () => {
      const sku = await shop.sell(10);
      const addresses = [
        '2001:db8:1:2::1',
        '2001:DB8:1:2:ffff::2',
        '2001:db8:1:2:0:0:0:3',
        '2001:db8:1:2::4',
      ];
      const answers = await Promise.all(
        addresses.map((address) => order([{ sku, quantity: 2 }], 'tok_action_required', { address })),
      );
      expect(codes(answers)).toEqual(['202', '202', 'too_many_unpaid_orders', 'too_many_unpaid_orders']);
      expect(await shop.level(sku)).toMatchObject({ held: 4 });
      const refused = answers.find(({ status }) => status === 409)?.body;
      expect(refused.lines).toEqual([{ sku }]);
      await shop.settle();
      expect(shop.payments.charged(refused.orderId)).toEqual([]);
      const neighbor = await order([{ sku, quantity: 2 }], 'tok_action_required', {
        address: '2001:db8:1:3::1',
      });
      expect(neighbor.status).toBe(202);
      const mapped = ['::ffff:198.51.100.7', '198.51.100.7'];
      const other = await shop.sell(4);
      const both = await Promise.all(
        mapped.map((address) => order([{ sku: other, quantity: 2 }], 'tok_action_required', { address })),
      );
      expect(codes(both)).toEqual(['202', 'too_many_unpaid_orders']);
    });

    it('is half of the stock for one mail address, whatever its case', async () => {
      const sku = await shop.sell(6);
      const emails = ['ada@example.org', 'ADA@example.org', 'Ada@Example.ORG', 'ada+shop@example.org'];
      const answers = await Promise.all(
        emails.map((email) => order([{ sku, quantity: 1 }], 'tok_action_required', { email })),
      );
      expect(codes(answers)).toEqual(['202', '202', '202', 'too_many_unpaid_orders']);
    });

    it('is half of the stock for one user, wherever from', async () => {
      const ada = await shop.signedIn('Ada', 'customer');
      const sku = await shop.sell(4);
      const answers = [];
      for (let time = 0; time < 3; time += 1)
        answers.push(await order([{ sku, quantity: 1 }], 'tok_action_required', {}, ada));
      expect(codes(answers)).toEqual(['202', '202', 'too_many_unpaid_orders']);
    });

    it('is three quarters of it for all guests; users, and guests who pay at once, buy the rest', async () => {
      const sku = await shop.sell(8);
      const items = [{ sku, quantity: 1 }];
      const answers = await Promise.all(Array.from({ length: 8 }, () => order(items, 'tok_action_required')));
      expect(codes(answers).filter((code) => code === '202')).toHaveLength(6);
      expect((await order(items, 'tok_ok')).status).toBe(201);
      const ada = await shop.signedIn('Ada', 'customer');
      expect((await order(items, 'tok_action_required', {}, ada)).status).toBe(202);
    });

    describe('for who has shown no address to be theirs', () => {
      const stocks = [1, 2, 3, 4, 6, 8, 20, 30, 45];
      const cataloged = () => Promise.all(stocks.map((stock) => shop.sell(stock)));
      const left = (skus: readonly string[]) =>
        Promise.all(skus.map(async (sku) => (await shop.level(sku)).available));

      /** Orders everything there is of each SKU, in several orders. */
      async function takeAll(skus: readonly string[], address: string, client?: Client): Promise<void> {
        for (const share of [0.5, 0.25, 0.25]) {
          const items = skus.map((sku, index) => ({ sku, quantity: Math.ceil(stocks[index]! * share) }));
          for (const half of [items.slice(0, 5), items.slice(5)])
            await order(half, 'tok_action_required', { address }, client);
        }
      }

      it.each([
        ['one subscriber', '2001:db8:77:0::7', '2001:db8:77:1::7'],
        ['two addresses', '198.51.100.20', '198.51.100.21'],
      ])(
        'is three quarters for users too: two new accounts from %s leave the rest',
        async (_, one, other) => {
          const skus = await cataloged();
          const accounts = [await unverified(), await unverified()];
          await takeAll(skus, one, accounts[0]);
          await takeAll(skus, other, accounts[1]);
          await takeAll(skus, other);
          const rest = await left(skus);
          for (const [index, stock] of stocks.entries())
            if (stock > 3) expect([stock, rest[index]! >= Math.floor(stock / 4)]).toEqual([stock, true]);
          const ada = await shop.signedIn('Ada', 'customer');
          const last = { sku: skus.at(-1)!, quantity: 5 };
          expect((await order([last], 'tok_action_required', {}, ada)).status).toBe(202);
        },
      );

      it('is the same for a wide network, whoever sends from it', async () => {
        const sku = await shop.sell(20);
        const sent = [];
        for (let index = 0; index < 4; index += 1) {
          const user = await shop.signedIn(`User ${index}`, 'customer');
          const address = `2001:db8:78:${index}::1`;
          sent.push(await order([{ sku, quantity: 4 }], 'tok_action_required', { address }, user));
        }
        expect(codes(sent)).toEqual(['202', '202', '202', 'too_many_unpaid_orders']);
      });

      it('is so many orders for a wide network', async () => {
        const skus = await Promise.all(Array.from({ length: 33 }, () => shop.sell(10)));
        const sent = [];
        for (const [index, sku] of skus.entries())
          sent.push(
            await order([{ sku, quantity: 1 }], 'tok_action_required', {
              address: `2001:db8:79:${(index % 11).toString(16)}::1`,
            }),
          );
        expect(codes(sent).filter((code) => code === '202')).toHaveLength(32);
        const { body } = await order([{ sku: skus[0]!, quantity: 1 }], 'tok_ok', {
          address: '2001:db8:79:ffff::1',
        });
        expect(body.code).toBe('too_many_unpaid_orders');
      });
    });

    it('is nine tenths of it for all together, verified or not', async () => {
      const sku = await shop.sell(20);
      const sent = [];
      for (let index = 0; index < 5; index += 1) {
        const user = await shop.signedIn(`Buyer ${index}`, 'customer');
        sent.push(await order([{ sku, quantity: index < 2 ? 8 : 1 }], 'tok_action_required', {}, user));
      }
      expect(codes(sent)).toEqual(['202', '202', '202', '202', 'too_many_unpaid_orders']);
    });

    it.each([
      [3, 4],
      [4, 4],
      [4, 6],
      [5, 8],
      [6, 10],
      [2, 2],
    ])('is an ordinary basket: %i of %i for a guest with nothing else waiting', async (quantity, stock) => {
      const sku = await shop.sell(stock);
      const address = `203.0.113.${100 + stock + quantity}`;
      const first = await order([{ sku, quantity }], 'tok_action_required', { address });
      expect([first.status, first.body.status]).toEqual([202, 'pending_payment']);
      const more = [{ sku: await shop.sell(4), quantity: 3 }];
      expect((await order(more, 'tok_action_required', { address })).body.code).toBe(
        'too_many_unpaid_orders',
      );
      await shop.endHold(first.body.id);
      expect((await order(more, 'tok_action_required', { address })).status).toBe(202);
    });

    it('is all there is of a few small stocks at most, from however many addresses', async () => {
      const skus = await Promise.all(Array.from({ length: 20 }, () => shop.sell(6)));
      const sent = await Promise.all(skus.map((sku) => order([{ sku, quantity: 6 }], 'tok_action_required')));
      const rest = await Promise.all(skus.map(async (sku) => (await shop.level(sku)).available));
      expect(rest.filter((available) => available === 0).length).toBeLessThanOrEqual(5);
      for (const { body } of sent.filter(({ status }) => status === 202)) await shop.endHold(body.id);
      const again = await order([{ sku: skus[0]!, quantity: 6 }], 'tok_action_required');
      expect(again.status).toBe(202);
    });

    it('is so many orders for one buyer; the next one is refused before it holds anything', async () => {
      const skus = await Promise.all(Array.from({ length: 6 }, () => shop.sell(10)));
      const from = { address: '192.0.2.77' };
      const waiting = [];
      for (const sku of skus.slice(0, 4))
        waiting.push(await order([{ sku, quantity: 1 }], 'tok_action_required', from));
      expect(codes(waiting)).toEqual(['202', '202', '202', '202']);
      let held = false;
      shop.payments.beforeAnswer = () => Promise.resolve(void (held = true));
      const refused = await order([{ sku: skus[4]!, quantity: 1 }], 'tok_ok', from);
      shop.payments.beforeAnswer = () => Promise.resolve();
      expect([refused.status, refused.body.code, held]).toEqual([409, 'too_many_unpaid_orders', false]);
      expect((await order([{ sku: skus[4]!, quantity: 1 }], 'tok_ok')).status).toBe(201);

      const [first] = waiting;
      shop.payments.move(first?.body.payment.id, 'authorized');
      await shop.announceAuthorized(first?.body.id, first?.body.payment.id);
      expect((await order([{ sku: skus[5]!, quantity: 1 }], 'tok_ok', from)).status).toBe(201);
    });

    it('is so many orders also when they come at once', async () => {
      const skus = await Promise.all(Array.from({ length: 20 }, () => shop.sell(10)));
      const answers = await Promise.all(
        skus.map((sku) => order([{ sku, quantity: 1 }], 'tok_action_required', { address: '192.0.2.78' })),
      );
      expect(codes(answers).filter((code) => code === '202')).toHaveLength(4);
      expect(codes(answers).filter((code) => code === 'too_many_unpaid_orders')).toHaveLength(16);
      await shop.settle();
      const levels = await Promise.all(skus.map((sku) => shop.level(sku)));
      expect(levels.filter(({ held }) => held > 0)).toHaveLength(4);
    });

    it('is forgotten of the network once the order is decided', async () => {
      const sku = await shop.sell(3);
      const { body } = await order([{ sku, quantity: 1 }], 'tok_action_required', { address: '192.0.2.90' });
      const { manager } = shop.nest.get(Transactions, { strict: false });
      const stored = () => manager.findOneByOrFail(Order, { id: body.id });
      expect((await stored()).network).toBe(digestOf('network', '192.0.2.90'));
      await shop.endHold(body.id);
      expect(await stored()).toMatchObject({ status: 'expired', network: null });
    });
  });

  it('Who waited is forgotten an hour later', async () => {
    const { manager } = shop.nest.get(Transactions, { strict: false });
    const { body } = await order([{ sku: await shop.sell(3), quantity: 1 }], 'tok_action_required');
    const known = () => manager.countBy(Waiting, { orderId: body.id });
    const cleanup = shop.nest.get(WaitingCleanup, { strict: false });
    await cleanup.run();
    expect(await known()).toBe(4);
    setAhead(shop, 76 * 60_000);
    await cleanup.run();
    setAhead(shop, 0);
    expect(await known()).toBe(0);
  });

  it('A rush from one address for the last units sells all of them, and refuses nobody for the wrong reason', async () => {
    const sku = await shop.sell(20);
    const answers = await Promise.all(
      Array.from({ length: 60 }, () =>
        order([{ sku, quantity: 1 }], 'tok_ok', { address: '203.0.113.5', email: 'office@example.com' }),
      ),
    );
    expect(codes(answers)).toEqual([
      ...Array.from({ length: 20 }, () => '201'),
      ...Array.from({ length: 40 }, () => 'insufficient_stock'),
    ]);
    expect(await shop.level(sku)).toMatchObject({ onHand: 0, held: 0 });
  });
});
