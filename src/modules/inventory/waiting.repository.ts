import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Transactions } from '../../platform/database/transactions.js';
import { Hold } from './hold.entity.js';
import { Movement } from './movement.entity.js';
import { Waiting } from './waiting.entity.js';
import { countedOf, type UnpaidBounds, type WaitingNow } from './waiting.js';

const lock = 'lock';
const batch = 500;

/** Whether an order counts for its buyer: as long as it holds stock, and for a while after that if it was not paid. */
const counts = (line: string): string =>
  `(${line}.state = :heldState OR (${line}.state = :releasedState AND waiting.expires_at > :now))`;
const states = { heldState: 'held', releasedState: 'released' };

/**
 * A condition of a statement that takes stock, with its parameters: none of the buyers has as many unpaid orders as they may.
 */
export function fewUnpaid(bounds: UnpaidBounds, now: Date): [string, object] {
  const counted = countedOf(bounds);
  const most = counted.map((_, index) => `WHEN :counted${index} THEN :most${index}`).join(' ');
  const condition = `NOT EXISTS (
    SELECT waiting.holder FROM inventory_waiting waiting
    JOIN inventory_holds first_line ON first_line.order_id = waiting.order_id AND first_line.position = 0
    WHERE waiting.holder IN (:...counted) AND ${counts('first_line')}
    GROUP BY waiting.holder HAVING COUNT(*) >= CASE waiting.holder ${most} END)`;
  const bounded = counted.map(({ name, orders }, index) => ({
    [`counted${index}`]: name,
    [`most${index}`]: orders,
  }));
  const names = counted.map(({ name }) => name);
  return [condition, Object.assign({ ...states, now, counted: names }, ...bounded) as object];
}

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
    if (holders.length === 0) return;
    const rows = holders.map((holder) => ({ holder, orderId, expiresAt }));
    await this.transactions.manager.upsert(Waiting, rows, ['holder', 'orderId']);
  }

  /** What counts besides one order, and what waits of some SKUs. Two statements. */
  async besides(
    orderId: string,
    holders: readonly string[],
    skus: readonly string[],
    now: Date,
  ): Promise<WaitingNow> {
    const { orders, held } = await this.ordersOf(holders, orderId, now);
    const units = await this.linesOf(holders, orderId)
      .andWhere('line.state = :heldState AND line.sku IN (:...skus)', { ...states, skus })
      .select('waiting.holder', 'holder')
      .addSelect('line.sku', 'sku')
      .addSelect('SUM(line.quantity)', 'units')
      .groupBy('waiting.holder')
      .addGroupBy('line.sku')
      .getRawMany<{ holder: string; sku: string; units: string | number }>();
    const ofHolder = Map.groupBy(units, ({ holder }) => holder);
    return {
      orders,
      held,
      units: new Map(
        [...ofHolder].map(([holder, rows]) => [
          holder,
          new Map(rows.map((row) => [row.sku, Number(row.units)])),
        ]),
      ),
    };
  }

  /** Whether a buyer has as many unpaid orders as they may. */
  async hasTooMany(bounds: UnpaidBounds, now: Date): Promise<boolean> {
    const counted = countedOf(bounds);
    const names = counted.map(({ name }) => name);
    const { orders } = await this.ordersOf(names, lock, now);
    return counted.some(({ name, orders: most }) => (orders.get(name) ?? 0) >= most);
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

  private async ordersOf(
    holders: readonly string[],
    besides: string,
    now: Date,
  ): Promise<Omit<WaitingNow, 'units'>> {
    const rows = await this.linesOf(holders, besides)
      .andWhere(`line.position = 0 AND ${counts('line')}`, { ...states, now })
      .select('waiting.holder', 'holder')
      .addSelect('COUNT(*)', 'count')
      .addSelect('SUM(CASE WHEN line.state = :heldState THEN 1 ELSE 0 END)', 'held')
      .groupBy('waiting.holder')
      .getRawMany<Record<'holder' | 'count' | 'held', string>>();
    return {
      orders: new Map(rows.map(({ holder, count }) => [holder, Number(count)])),
      held: new Map(rows.map(({ holder, held }) => [holder, Number(held)])),
    };
  }

  private linesOf(holders: readonly string[], orderId: string) {
    return this.transactions.manager
      .createQueryBuilder(Waiting, 'waiting')
      .innerJoin(Hold, 'line', 'line.orderId = waiting.orderId')
      .where('waiting.holder IN (:...holders) AND waiting.orderId <> :orderId', { holders, orderId });
  }
}
