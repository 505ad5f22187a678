import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/ids.js';
import { Ledger } from '../../src/modules/inventory/ledger.service.js';
import type { Loose } from '../support/client.js';
import { databaseKind } from '../support/database.js';
import { shippingAddress } from '../support/shipping-address.js';
import { startShop, type TestShop } from '../support/shop.js';
import { fullTrials, seededRandom } from '../support/trials.js';

const buyers = 500;
const units = 100;
const runs = fullTrials ? 20 : 1;

let shop: TestShop;
beforeAll(async () => {
  // What a proxy on this machine says of its clients is believed: buyers come from addresses of their own.
  shop = await startShop({ TRUST_PROXY: '127.0.0.1' }, { sandbox: true });
});
afterAll(() => shop.close());

interface Bought {
  readonly status: number;
  readonly body: Loose;
}

/** Buys as a patient client does: what is busy is asked again, with the same key. */
async function buy(
  items: readonly { sku: string; quantity: number }[],
  token: string,
  buyer: number,
): Promise<Bought> {
  const key = newId();
  const address = `10.0.${buyer >> 8}.${buyer & 255}`;
  for (;;) {
    const answer = await fetch(`${shop.url}/api/v1/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key, 'x-forwarded-for': address },
      body: JSON.stringify({
        items,
        email: `guest${buyer}@example.com`,
        shippingAddress,
        payment: { token },
      }),
    });
    const body: Loose = await answer.json();
    const isBusy = answer.status === 503 || body.code === 'idempotency_in_progress';
    if (!isBusy) return { status: answer.status, body };
    await setTimeout(50);
  }
}

/** Reads levels as fast as it can while some work goes on. @returns all that was read */
async function watching<T>(
  skus: readonly string[],
  work: () => Promise<T>,
): Promise<{ result: T; seen: Loose[] }> {
  const seen: Loose[] = [];
  const end = new AbortController();
  const watch = (async () => {
    do seen.push(...(await Promise.all(skus.map((sku) => shop.level(sku)))));
    while (!end.signal.aborted && (await setTimeout(5, true)));
  })();
  const result = await work().finally(() => end.abort());
  await watch;
  return { result, seen };
}

interface Run {
  readonly skus: readonly string[];
  readonly bought: readonly Bought[];
  readonly count: (status: number, code?: string) => number;
}

/** All buyers at once; whatever they do, no read of the stock is ever below zero. */
async function sellOut(
  skus: readonly string[],
  itemsOf: (buyer: number) => readonly { sku: string; quantity: number }[],
  tokenOf: (buyer: number) => string = () => 'tok_ok',
): Promise<Run> {
  const { result: bought, seen } = await watching(skus, () =>
    Promise.all(Array.from({ length: buyers }, (_, buyer) => buy(itemsOf(buyer), tokenOf(buyer), buyer))),
  );
  expect(seen.length).toBeGreaterThan(1);
  for (const { onHand, held, available } of seen)
    for (const figure of [onHand, held, available]) expect(figure).toBeGreaterThanOrEqual(0);
  const count = (status: number, code?: string) =>
    bought.filter((answer) => answer.status === status && answer.body.code === code).length;
  return { skus, bought, count };
}

/** After a run nothing is left to be done, and the books add up. */
async function books(run: Run): Promise<Loose[]> {
  await shop.settle();
  expect(await shop.nest.get(Ledger, { strict: false }).check()).toEqual([]);
  return Promise.all(run.skus.map((sku) => shop.level(sku)));
}

describe(`${buyers} buyers at once for ${units} units on ${databaseKind}`, () => {
  it.each(Array.from({ length: runs }, (_, run) => run + 1))(
    'buy exactly what there is (run %i)',
    async () => {
      const sku = await shop.sell(units);
      const run = await sellOut([sku], () => [{ sku, quantity: 1 }]);
      expect(run.count(201)).toBe(units);
      expect(run.count(409, 'insufficient_stock')).toBe(buyers - units);
      expect(await books(run)).toMatchObject([{ onHand: 0, held: 0, available: 0 }]);
      expect(
        new Set(run.bought.filter(({ status }) => status === 201).map(({ body }) => body.number)).size,
      ).toBe(units);
    },
  );

  it.each(Array.from({ length: runs }, (_, run) => run + 1))(
    'buy or hold exactly what there is when 14 %% are declined (run %i)',
    async () => {
      const random = seededRandom('declined payments');
      const tokens = Array.from({ length: buyers }, () => (random() < 0.14 ? 'tok_declined' : 'tok_ok'));
      const sku = await shop.sell(units);
      const run = await sellOut(
        [sku],
        () => [{ sku, quantity: 1 }],
        (buyer) => tokens[buyer] ?? 'tok_ok',
      );
      const declined = run.count(402, 'payment_declined');
      const confirmed = run.count(201);
      expect(declined).toBeGreaterThan(0);
      expect(confirmed + declined).toBe(units);
      expect(run.count(409, 'insufficient_stock')).toBe(buyers - units);
      expect(await books(run)).toMatchObject([{ onHand: declined, held: declined, available: 0 }]);
      for (const { status, body } of run.bought) if (status === 402) await shop.endHold(body.orderId);
      expect(await books(run)).toMatchObject([{ onHand: declined, held: 0, available: declined }]);
    },
  );

  it.each(Array.from({ length: runs }, (_, run) => run + 1))(
    'buy exactly what there is when they name two products in opposite order (run %i)',
    async () => {
      const [one, two] = [await shop.sell(units), await shop.sell(units)];
      const lines = [
        { sku: one, quantity: 1 },
        { sku: two, quantity: 1 },
      ];
      const run = await sellOut([one, two], (buyer) => (buyer % 2 === 0 ? lines : lines.toReversed()));
      expect(run.count(201)).toBe(units);
      expect(run.count(409, 'insufficient_stock')).toBe(buyers - units);
      expect(await books(run)).toMatchObject([
        { onHand: 0, held: 0 },
        { onHand: 0, held: 0 },
      ]);
    },
  );

  it.each(Array.from({ length: runs }, (_, run) => run + 1))(
    'buy exactly what there is when they name one product twice (run %i)',
    async () => {
      const sku = await shop.sell(units);
      const run = await sellOut([sku], () => [
        { sku, quantity: 1 },
        { sku, quantity: 1 },
      ]);
      expect(run.count(201)).toBe(units / 2);
      expect(run.count(409, 'insufficient_stock')).toBe(buyers - units / 2);
      expect(await books(run)).toMatchObject([{ onHand: 0, held: 0 }]);
    },
  );
});
