import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { Order } from '../../../src/modules/orders/orders/order.entity.js';
import { OrderLine } from '../../../src/modules/orders/orders/order-line.entity.js';
import { OrderReader } from '../../../src/modules/orders/orders/order-reader.service.js';
import { OrdersRepository } from '../../../src/modules/orders/orders/orders.repository.js';
import { OrdersQuery } from '../../../src/modules/orders/orders/orders.dto.js';
import { countQueries } from '../../../src/platform/database/query-count.js';
import { Transactions } from '../../../src/platform/database/transactions.js';
import { readAll } from '../../support/blog.js';
import type { Client, Loose } from '../../support/client.js';
import { databaseKind } from '../../support/database.js';
import { buy, startShop, type TestShop } from '../../support/shop.js';

describe('lists of long orders', () => {
  const count = 45;

  let shop: TestShop;
  let ada: Client & { readonly userId: string };
  /** Those of Ada, the newest first: every third is short. */
  let placed: string[];

  beforeAll(async () => {
    shop = await startShop();
    ada = await shop.signedIn('Ada', 'customer');
    placed = await manyOf(ada);
  });
  afterAll(() => shop.close());

  /** Copies an order that came to nothing many times, with as many lines as an order may have. */
  async function manyOf(client: Client): Promise<string[]> {
    const { manager } = shop.nest.get(Transactions, { strict: false });
    const repository = shop.nest.get(OrdersRepository, { strict: false });
    const items = [{ sku: await shop.sell(1), quantity: 2 }];
    const { body } = await buy(client, { items });
    const [order, line] = await Promise.all([
      manager.findOneByOrFail(Order, { id: body.orderId }),
      manager.findOneByOrFail(OrderLine, { orderId: body.orderId }),
    ]);
    const ids = [order.id];
    for (let index = 1; index < count; index += 1) {
      const id = newId();
      const createdAt = new Date(order.createdAt.getTime() + index * 1_000);
      const lines = Array.from({ length: index % 3 === 0 ? 1 : 100 }, (_, place) => ({
        ...line,
        orderId: id,
        sku: `${line.sku}-${place}`,
      }));
      const total = lines.length * line.total;
      await repository.add({ ...order, id, number: id.slice(-10), total, createdAt }, lines);
      ids.push(id);
    }
    return ids.toReversed();
  }

  const linesIn = (orders: readonly Loose[]): number =>
    orders.reduce((sum: number, { lines }) => sum + lines.length, 0);

  it(`end before they have too many lines, and go on in the next page, on ${databaseKind}`, async () => {
    for (const sort of ['-createdAt', 'createdAt']) {
      const first = await ada.get(`/api/v1/orders?limit=100&sort=${sort}`);
      expect([first.status, first.body.page.next === null]).toEqual([200, false]);
      expect(linesIn(first.body.data)).toBeLessThanOrEqual(2_000);
      expect(linesIn(first.body.data)).toBeGreaterThan(1_800);
      const all = await readAll(ada, `/api/v1/orders?limit=100&sort=${sort}`);
      expect(all.map(({ id }) => id)).toEqual(sort === 'createdAt' ? placed.toReversed() : placed);
    }
  });

  it('read no more lines than they bring, in one statement more', async () => {
    const repository = shop.nest.get(OrdersRepository, { strict: false });
    const reader = shop.nest.get(OrderReader, { strict: false });
    const viewer = { permissions: new Set(['orders:read']) };
    const linesOf = repository.linesOf.bind(repository);
    let read = 0;
    repository.linesOf = async (ids) => {
      const lines = await linesOf(ids);
      for (const { length } of lines.values()) read += length;
      return lines;
    };
    const queries = async (limit: number) =>
      (await countQueries(() => reader.page(Object.assign(new OrdersQuery(), { limit }), viewer))).queries;
    try {
      expect([await queries(1), await queries(20), await queries(21), await queries(100)]).toEqual([
        3, 3, 4, 4,
      ]);
      read = 0;
      const { data } = await reader.page(Object.assign(new OrdersQuery(), { limit: 100 }), viewer);
      expect(read).toBe(linesIn(data));
    } finally {
      repository.linesOf = linesOf;
    }
  });
});
