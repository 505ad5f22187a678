import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/ids.js';
import { databaseKind } from '../support/database.js';
import { startInventory, type TestInventory } from '../support/inventory.js';
import { fullTrials, seededRandom } from '../support/trials.js';
import { until } from '../support/until.js';

const rounds = fullTrials ? 20 : 2;
const buyers = 500;
const units = 100;
const far = '2100-01-01T00:00:00.000Z';

interface Line {
  readonly sku: string;
  readonly quantity: number;
}

describe(`${buyers} buyers of ${units} units at once on ${databaseKind}`, () => {
  let stock: TestInventory;
  beforeAll(async () => {
    stock = await startInventory({ poll: 1_000_000 });
  });
  afterAll(() => stock.close());

  /** Reads levels until it is told to stop, and returns those that could never have been. */
  function watch(skus: string[]): () => Promise<{ reads: number; impossible: unknown[] }> {
    const watching = new AbortController();
    let reads = 0;
    const impossible: unknown[] = [];
    const end = (async () => {
      while (!watching.signal.aborted) {
        const { levels } = await stock.inventory.levels({ skus });
        reads += 1;
        await setImmediate();
        for (const level of levels)
          if (level.available < 0 || level.held > level.onHand) impossible.push(level);
      }
    })();
    return async () => {
      watching.abort();
      await end;
      return { reads, impossible };
    };
  }

  /** All hold at the same moment; @returns how many could, and what the others were told. */
  async function race(lines: (buyer: number) => Line[]) {
    const skus = [...new Set(lines(0).map(({ sku }) => sku))];
    for (const sku of skus) await stock.stock(sku, units);
    const stop = watch(skus);
    const outcomes = await Promise.all(
      Array.from({ length: buyers }, (_, buyer) =>
        stock.inventory.hold({ orderId: newId(), lines: lines(buyer), expiresAt: far }),
      ),
    );
    const { reads, impossible } = await stop();
    expect(impossible).toEqual([]);
    expect(reads).toBeGreaterThan(0);
    const { levels } = await stock.inventory.levels({ skus });
    const refusals = outcomes.flatMap((outcome) => (outcome.held ? [] : outcome.failing));
    return { held: outcomes.filter(({ held }) => held).length, refusals, levels };
  }

  it.each(Array.from({ length: rounds }, (_, round) => round + 1))(
    'hold each unit once (round %i)',
    async () => {
      const sku = newId();
      const { held, refusals, levels } = await race(() => [{ sku, quantity: 1 }]);
      expect(held).toBe(units);
      expect(levels).toEqual([{ sku, onHand: units, held: units, available: 0 }]);
      expect(refusals).toHaveLength(buyers - units);
      expect(refusals.every(({ requested, available }) => requested === 1 && available === 0)).toBe(true);
      expect(await stock.ledger.check()).toEqual([]);
    },
  );

  it('hold each unit once when their orders name two SKUs in opposite order', async () => {
    const [left, right] = [newId(), newId()];
    const lines = [left, right].map((sku) => ({ sku, quantity: 1 }));
    const { held, levels } = await race((buyer) => (buyer % 2 === 0 ? lines : lines.toReversed()));
    expect(held).toBe(units);
    expect(levels.map(({ available }) => available)).toEqual([0, 0]);
    expect(await stock.ledger.check()).toEqual([]);
  });

  it('hold each unit once when their orders name one SKU in two lines', async () => {
    const sku = newId();
    const { held, levels, refusals } = await race(() => [
      { sku, quantity: 1 },
      { sku, quantity: 2 },
    ]);
    expect(held).toBe(Math.floor(units / 3));
    expect(levels).toEqual([{ sku, onHand: units, held: 99, available: 1 }]);
    expect(refusals.every(({ requested }) => requested === 3)).toBe(true);
    expect(await stock.ledger.check()).toEqual([]);
  });

  it('take nothing of one SKU when the other does not suffice', async () => {
    const [rare, plenty] = [newId(), newId()];
    await stock.stock(rare, 5);
    await stock.stock(plenty, buyers);
    const lines = [rare, plenty].map((sku) => ({ sku, quantity: 1 }));
    await Promise.all(
      Array.from({ length: buyers }, () => stock.inventory.hold({ orderId: newId(), lines, expiresAt: far })),
    );
    const { levels } = await stock.inventory.levels({ skus: [plenty, rare] });
    expect(levels.map(({ held }) => held)).toEqual([5, 5]);
    expect(await stock.ledger.check()).toEqual([]);
  });

  it('hold once what one order asks for a hundred times', async () => {
    const sku = newId();
    await stock.stock(sku, units);
    const command = { orderId: newId(), lines: [{ sku, quantity: 1 }], expiresAt: far };
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => stock.inventory.hold(command)));
    expect(outcomes.every(({ held }) => held)).toBe(true);
    const { levels } = await stock.inventory.levels({ skus: [sku] });
    expect(levels).toMatchObject([{ held: 1 }]);
    expect(await stock.ledger.check()).toEqual([]);
  });

  it('sell, release and take back once what is asked for at the same moment', async () => {
    const sku = newId();
    await stock.stock(sku, units);
    const orders = Array.from({ length: 30 }, () => newId());
    const lines = [{ sku, quantity: 3 }];
    for (const orderId of orders) await stock.inventory.hold({ orderId, lines, expiresAt: far });
    const ends = await Promise.all(
      orders.map(async (orderId) => {
        const [first, { released }, second] = await Promise.all([
          stock.inventory.commit({ orderId }),
          stock.inventory.release({ orderId, reason: 'Cancelled' }),
          stock.inventory.commit({ orderId }),
        ]);
        return { committed: first.committed, again: second.committed, released };
      }),
    );
    for (const { committed, again, released } of ends)
      expect({ again, released }).toEqual({ again: committed, released: !committed });
    const sold = ends.filter(({ committed }) => committed).length;
    await Promise.all(
      orders.flatMap((orderId) =>
        ['a return', 'a return', 'another'].map((reference) =>
          stock.inventory.restock({ orderId, lines: [{ sku, quantity: 2 }], reason: 'Back', reference }),
        ),
      ),
    );
    const { levels } = await stock.inventory.levels({ skus: [sku] });
    expect(levels).toEqual([{ sku, onHand: units - sold, held: 0, available: units - sold }]);
    expect(await stock.ledger.check()).toEqual([]);
  });
});

describe(`Holds that end while they are being paid on ${databaseKind}`, () => {
  const orders = fullTrials ? 1_000 : 200;
  const random = seededRandom('Ending holds');
  let stock: TestInventory;
  beforeEach(async () => {
    stock = await startInventory();
  });
  afterEach(() => stock.close());

  it(`are released or sold, never both and never neither, and released in time (${orders} of them)`, async () => {
    const sku = newId();
    await stock.stock(sku, orders);
    const ids = Array.from({ length: orders }, () => newId());
    const expiresAt = new Date(Date.now() + (fullTrials ? 15_000 : 4_000));
    for (const orderId of ids)
      await stock.inventory.hold({
        orderId,
        lines: [{ sku, quantity: 1 }],
        expiresAt: expiresAt.toISOString(),
      });
    expect(Date.now()).toBeLessThan(expiresAt.getTime());

    const level = async () => (await stock.inventory.levels({ skus: [sku] })).levels[0];
    await until('the first holds have ended', async () => (await level())?.held !== orders, 30_000);
    const paid = ids.toSorted(() => random() - 0.5);
    const payers = Array.from({ length: 3 }, async (_, payer) => {
      const outcomes = [];
      for (const orderId of paid.filter((_id, index) => index % 3 === payer))
        outcomes.push({ orderId, ...(await stock.inventory.commit({ orderId })) });
      return outcomes;
    });
    const outcomes = (await Promise.all(payers)).flat();
    await until('all holds have ended', async () => (await level())?.held === 0, 30_000);

    const sold = outcomes.filter(({ committed }) => committed).map(({ orderId }) => orderId);
    const movements = await stock.movements();
    const byKind = (kind: string) =>
      movements.filter((movement) => movement.kind === kind).map(({ reference }) => reference);
    console.info(`${sold.length} sold, ${byKind('released').length} released`);
    expect(sold.length).toBeGreaterThan(0);
    expect(byKind('released').length).toBeGreaterThan(0);
    expect(byKind('sold').toSorted()).toEqual(sold.toSorted());
    expect([...byKind('sold'), ...byKind('released')].toSorted()).toEqual(ids.toSorted());
    expect(await level()).toMatchObject({ onHand: orders - sold.length, held: 0 });
    expect(await stock.expiredOrders()).toEqual(byKind('released').toSorted());
    const late = movements
      .filter(({ kind }) => kind === 'released')
      .map(({ createdAt }) => createdAt.getTime() - expiresAt.getTime());
    console.info(`The last was released ${Math.max(...late)} ms after its time`);
    expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...late)).toBeLessThanOrEqual(5_000);
    expect(await stock.ledger.check()).toEqual([]);
  });
});
