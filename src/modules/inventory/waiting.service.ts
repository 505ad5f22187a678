import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { Events } from '../../platform/events/events.js';
import { HoldsRepository } from './holds.repository.js';
import type { UnpaidBounds } from './waiting.js';
import { HoldExpires } from './inventory.events.js';
import { StockRepository } from './stock.repository.js';
import { countedOf, holdersOf, rushTime, verdictOf } from './waiting.js';
import { WaitingRepository } from './waiting.repository.js';

type WaitOutcome = { waits: true; expiresAt: string } | { waits: false; excess: string[] };

/**
 * Bounds what is not paid. An order that is paid at once never comes here: so a rush of buyers behind one address is not
 * held up by it. One that was declined, or had to wait, counts for 15 minutes although it may hold nothing any more: else a
 * stranger could have one order after the other hold everything for as long as the provider takes to say no. The holders
 * of an order are locked in the order of their names, and before any stock.
 */
@Injectable()
export class WaitingService {
  constructor(
    private readonly waiting: WaitingRepository,
    private readonly holds: HoldsRepository,
    private readonly stock: StockRepository,
    private readonly events: Events,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Lets an order wait until a time, and no longer than it holds its stock anyway; or tells of what there would be too much. */
  async wait(orderId: string, until: Date, unpaid: UnpaidBounds): Promise<WaitOutcome> {
    return this.transactions.run(async () => {
      const holders = holdersOf(unpaid);
      await this.waiting.lock(holders, until);
      const held = (await this.holds.of(orderId)).filter(({ state }) => state === 'held');
      const [first] = held;
      if (!first) return { waits: true, expiresAt: until.toISOString() };
      const skus = held.map(({ sku }) => sku);
      const verdict = verdictOf(
        held,
        unpaid,
        await this.waiting.besides(orderId, holders, skus, this.clock.now()),
        await this.stockOf(skus),
      );
      const expiresAt = until < first.expiresAt ? until : first.expiresAt;
      const countsUntil = new Date(Math.max(first.createdAt.getTime() + rushTime, expiresAt.getTime()));
      const counted = countedOf(unpaid).map(({ name }) => name);
      await this.waiting.add(counted, orderId, countsUntil);
      if ('excess' in verdict) return { waits: false, excess: [...verdict.excess] };
      const groups = verdict.groups.filter((name) => !counted.includes(name));
      await this.waiting.add(groups, orderId, expiresAt);
      if (expiresAt < first.expiresAt) await this.expireAt(orderId, expiresAt);
      return { waits: true, expiresAt: expiresAt.toISOString() };
    });
  }

  /** What shares are taken of: units on hand, and those that were sold a moment ago. */
  private async stockOf(skus: readonly string[]): Promise<(sku: string) => number> {
    const since = new Date(this.clock.now().getTime() - rushTime);
    const sold = await this.waiting.soldSince(since, skus);
    const onHand = new Map((await this.stock.levels(skus)).map((level) => [level.sku, level.onHand]));
    return (sku) => (onHand.get(sku) ?? 0) + (sold.get(sku) ?? 0);
  }

  private async expireAt(orderId: string, expiresAt: Date): Promise<void> {
    await this.holds.endAt(orderId, expiresAt);
    await this.events.publish(new HoldExpires({ orderId, expiresAt: expiresAt.toISOString() }), {
      dueAt: expiresAt,
    });
  }
}
