import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Transactions } from '../../platform/database/transactions.js';
import { Hold } from './hold.entity.js';
import { Movement } from './movement.entity.js';
import { Waiting } from './waiting.entity.js';
import type { UnpaidBounds, WaitingNow } from './waiting.js';

const lock = 'lock';
const batch = 500;

/**
 * A condition of a statement that takes stock: none of some buyers has so many orders that wait and still hold theirs.
 * Its parameters are `buyers`, `mostOrders` and `heldState`.
 */
export const mayWaitMore = `NOT EXISTS (
  SELECT waiting.holder FROM inventory_waiting waiting
  JOIN inventory_holds first_line ON first_line.order_id = waiting.order_id AND first_line.position = 0
  WHERE waiting.holder IN (:...buyers) AND first_line.state = :heldState
  GROUP BY waiting.holder HAVING COUNT(*) >= :mostOrders)`;

/** The only code that queries which orders wait to be paid. */
@Injectable()
export class WaitingRepository {
  constructor(private readonly transactions: Transactions) {}

  /** Makes others who count the orders of these holders wait for the end of the transaction. @param holders in order */
  async lock(holders: readonly string[], expiresAt: Date): Promise<void> {
    const rows = holders.map((holder) => ({ holder, orderId: lock, expiresAt }));
    await this.transactions.manager.upsert(Waiting, rows, ['holder', 'orderId']);
  }

  async add(holders: readonly string[], orderId: string, expiresAt: Date): Promise<void> {
    const rows = holders.map((holder) => ({ holder, orderId, expiresAt }));
    await this.transactions.manager.upsert(Waiting, rows, ['holder', 'orderId']);
  }

  /** What waits besides one order, of some SKUs. Two statements. */
  async besides(orderId: string, holders: readonly string[], skus: readonly string[]): Promise<WaitingNow> {
    const orders = await this.ordersOf(holders, orderId);
    const units = await this.stillHeld(holders, orderId)
      .andWhere('line.sku IN (:...skus)', { skus })
      .select('waiting.holder', 'holder')
      .addSelect('line.sku', 'sku')
      .addSelect('SUM(line.quantity)', 'units')
      .groupBy('waiting.holder')
      .addGroupBy('line.sku')
      .getRawMany<{ holder: string; sku: string; units: string | number }>();
    const ofHolder = Map.groupBy(units, ({ holder }) => holder);
    return {
      orders,
      units: new Map(
        [...ofHolder].map(([holder, rows]) => [
          holder,
          new Map(rows.map((row) => [row.sku, Number(row.units)])),
        ]),
      ),
    };
  }

  /** Whether as many orders of a buyer wait as may. */
  async hasTooMany({ buyers, orders: most }: UnpaidBounds): Promise<boolean> {
    const orders = await this.ordersOf(buyers, lock);
    return [...orders.values()].some((count) => count >= most);
  }

  /** How many units of some SKUs were sold since a time. */
  async soldSince(since: Date, skus: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.transactions.manager
      .createQueryBuilder(Movement, 'movement')
      .select('movement.sku', 'sku')
      .addSelect('0 - SUM(movement.deltaOnHand)', 'units')
      .where('movement.sku IN (:...skus)', { skus })
      .andWhere('movement.createdAt > :since AND movement.kind = :sold', { since, sold: 'sold' })
      .groupBy('movement.sku')
      .getRawMany<{ sku: string; units: string | number }>();
    return new Map(rows.map(({ sku, units }) => [sku, Number(units)]));
  }

  /** Deletes a batch of what expired before a time. @returns whether there may be more */
  async deleteExpired(before: Date): Promise<boolean> {
    const { manager } = this.transactions;
    const rows = await manager.find(Waiting, { where: { expiresAt: LessThan(before) }, take: batch });
    for (const { holder, orderId } of rows)
      await manager.delete(Waiting, { holder, orderId, expiresAt: LessThan(before) });
    return rows.length === batch;
  }

  private async ordersOf(holders: readonly string[], besides: string): Promise<Map<string, number>> {
    const rows = await this.stillHeld(holders, besides)
      .andWhere('line.position = 0')
      .select('waiting.holder', 'holder')
      .addSelect('COUNT(*)', 'count')
      .groupBy('waiting.holder')
      .getRawMany<{ holder: string; count: string | number }>();
    return new Map(rows.map(({ holder, count }) => [holder, Number(count)]));
  }

  private stillHeld(holders: readonly string[], orderId: string) {
    return this.transactions.manager
      .createQueryBuilder(Waiting, 'waiting')
      .innerJoin(Hold, 'line', 'line.orderId = waiting.orderId AND line.state = :state', { state: 'held' })
      .where('waiting.holder IN (:...holders) AND waiting.orderId <> :orderId', { holders, orderId });
  }
}
