import { Injectable } from '@nestjs/common';
import { In, LessThanOrEqual, MoreThan, Not } from 'typeorm';
import { isId } from '../../../kernel/ids.js';
import { placesFor } from '../../../platform/database/direct-entity-manager.js';
import { ConcurrentUpdate, isDuplicate } from '../../../platform/database/errors.js';
import {
  keysetPage,
  type PageRequest,
  plainKeysetPage,
  type Slice,
  type Sorts,
} from '../../../platform/database/keyset.js';
import { Transactions } from '../../../platform/database/transactions.js';
import type { OrderStatus } from './order.js';
import { Order } from './order.entity.js';
import { OrderHistory } from './order-history.entity.js';
import { OrderLine } from './order-line.entity.js';

/** Which orders a list holds. */
export interface OrderFilter {
  readonly id?: string;
  readonly userId?: string;
  readonly status?: OrderStatus;
}

/** What may be changed of an order; its version follows by itself. */
export type OrderChange = Partial<
  Omit<Order, 'id' | 'number' | 'userId' | 'currency' | 'total' | 'version' | 'createdAt'>
>;

const orderSorts: Sorts<Order> = {
  createdAt: { column: 'purchase.createdAt', type: 'timestamp', value: ({ createdAt }) => createdAt },
};
const historySorts: Sorts<OrderHistory> = {
  createdAt: { column: 'step.createdAt', type: 'timestamp', value: ({ createdAt }) => createdAt },
};

/** What a line takes in JSON besides its SKU and its title. */
const lineBytes = 80;

/** The address of orders whose buyer wants to be forgotten. */
const nobody = { name: 'Deleted user', line1: '-', city: '-', country: 'ZZ' };

/** The only code that queries orders, their lines and their history. */
@Injectable()
export class OrdersRepository {
  constructor(private readonly transactions: Transactions) {}

  async find(id: string): Promise<Order | null> {
    return isId(id) ? this.transactions.manager.findOneBy(Order, { id }) : null;
  }

  /** The order that an unanswered use of an idempotency key has placed. */
  async findByCheckoutKey(checkoutKey: string): Promise<Order | null> {
    return this.transactions.manager.findOneBy(Order, { checkoutKey });
  }

  /** The order that a cart waits for. */
  async findOfCart(cartId: string): Promise<Order | null> {
    return this.transactions.manager.findOneBy(Order, { cartId });
  }

  /** @throws ConcurrentUpdate when its number or its checkout key is taken, or its cart by another order */
  async add(order: Order, lines: readonly OrderLine[]): Promise<void> {
    try {
      await this.transactions.manager.insert(Order, order);
    } catch (error) {
      throw isDuplicate(error) ? new ConcurrentUpdate(`number, key or cart of order ${order.id}`) : error;
    }
    await this.transactions.manager.insert(OrderLine, [...lines]);
  }

  /**
   * Changes an order that is still at the version it was read at.
   * @throws ConcurrentUpdate when it is not
   */
  async change(order: Order, change: OrderChange): Promise<Order> {
    const { id, version } = order;
    const next = { ...change, version: version + 1 };
    const { affected } = await this.transactions.manager.update(Order, { id, version }, next);
    if (affected !== 1) throw new ConcurrentUpdate(`order ${id}`);
    return { ...order, ...next };
  }

  /** How many lines some orders have; those without are left out. One statement. */
  async lineCounts(orderIds: readonly string[]): Promise<Map<string, number>> {
    if (orderIds.length === 0) return new Map();
    const rows = await this.transactions.manager.rows<{ id: string; count: number | string }>(
      `SELECT order_id AS id, COUNT(*) AS count FROM orders_lines WHERE order_id IN (${placesFor(orderIds)}) GROUP BY order_id`,
      [...orderIds],
    );
    return new Map(rows.map(({ id, count }) => [id, Number(count)]));
  }

  /** The lines of some orders, in the order of their SKU. One statement. */
  async linesOf(orderIds: readonly string[]): Promise<Map<string, OrderLine[]>> {
    if (orderIds.length === 0) return new Map();
    const lines = await this.transactions.manager.find(OrderLine, {
      where: { orderId: In([...orderIds]) },
      order: { orderId: 'ASC', sku: 'ASC' },
    });
    return Map.groupBy(lines, ({ orderId }) => orderId);
  }

  /** Notes that some of a line were handed over. @returns whether so many were left */
  async fulfillLine(orderId: string, sku: string, quantity: number): Promise<boolean> {
    const { affected } = await this.transactions.manager
      .createQueryBuilder()
      .update(OrderLine)
      .set({ fulfilled: () => 'fulfilled + :added' })
      .where('order_id = :orderId AND sku = :sku AND fulfilled + :added <= quantity', { orderId, sku })
      .setParameter('added', quantity)
      .execute();
    return affected === 1;
  }

  async addHistory(step: OrderHistory): Promise<void> {
    await this.transactions.manager.insert(OrderHistory, step);
  }

  /** How many of some orders, from the first one on, have lines of no more than so many bytes in all; at least one. */
  async howManyFit(ids: readonly string[], most: number): Promise<number> {
    if (ids.length === 0) return 0;
    const { manager } = this.transactions;
    const lengths = await manager.rows<{ id: string; bytes: number | string }>(
      `SELECT order_id AS id, SUM(OCTET_LENGTH(sku) + OCTET_LENGTH(title)) + ${lineBytes} * COUNT(*) AS bytes
       FROM orders_lines WHERE order_id IN (${placesFor(ids)}) GROUP BY order_id`,
      [...ids],
    );
    const lengthOf = new Map(lengths.map(({ id, bytes }) => [id, Number(bytes)]));
    let bytes = 0;
    const over = ids.findIndex((id) => (bytes += lengthOf.get(id) ?? 0) > most);
    return over < 0 ? ids.length : Math.max(1, over);
  }

  /** Forgets who bought, in all orders of a user at which nothing happens any more. @returns whether others are left */
  async forgetBuyer(userId: string): Promise<boolean> {
    const { manager } = this.transactions;
    const finished = In<OrderStatus>(['completed', 'cancelled', 'expired']);
    const forgotten = { email: null, shippingAddress: nobody };
    await manager.update(Order, { userId, settled: true, status: finished }, forgotten);
    return manager.existsBy(Order, [
      { userId, settled: false },
      { userId, status: Not(finished) },
    ]);
  }

  /** One statement, and one more when the total is asked for. */
  async page(request: PageRequest, { id, userId, status }: OrderFilter): Promise<Slice<Order>> {
    const where = {
      ...(id !== undefined && { id }),
      ...(userId !== undefined && { userId }),
      ...(status !== undefined && { status }),
    };
    return plainKeysetPage(this.transactions.manager, { entity: Order, where }, request, orderSorts);
  }

  /** One statement, and one more when the total is asked for. */
  async history(orderId: string, request: PageRequest): Promise<Slice<OrderHistory>> {
    const query = this.transactions.manager
      .createQueryBuilder(OrderHistory, 'step')
      .where('step.orderId = :orderId', { orderId });
    return keysetPage(query, request, historySorts);
  }

  /** All orders in the order of their ids, from after one on. */
  async after(id: string, limit: number): Promise<Order[]> {
    return this.transactions.manager.find(Order, {
      where: { id: MoreThan(id) },
      order: { id: 'ASC' },
      take: limit,
    });
  }

  /** Orders with something left to do whose time to be looked after has come. */
  async due(now: Date, limit: number): Promise<Order[]> {
    return this.transactions.manager.find(Order, {
      where: { settled: false, checkAt: LessThanOrEqual(now) },
      order: { checkAt: 'ASC' },
      take: limit,
    });
  }

  /** Notes that nothing is left to be done, which changes nothing that anybody sees. */
  async settle({ id, version }: Order): Promise<void> {
    await this.transactions.manager.update(Order, { id, version, settled: false }, { settled: true });
  }

  /** Takes an order to look after it; of several processes one gets it. */
  async take({ id, checkAt }: Order, until: Date): Promise<boolean> {
    const { affected } = await this.transactions.manager.update(
      Order,
      { id, checkAt, settled: false },
      { checkAt: until },
    );
    return affected === 1;
  }
}
