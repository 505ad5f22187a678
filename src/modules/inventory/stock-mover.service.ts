import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { compareSkus } from '../../kernel/sku.js';
import { Events } from '../../platform/events/events.js';
import type { UnpaidBounds } from './waiting.js';
import { StockChanged } from './inventory.events.js';
import type { Movement } from './movement.entity.js';
import { MovementsRepository } from './movements.repository.js';
import type { Stock } from './stock.entity.js';
import { availableOf, reasonLength, type StockChange, turned } from './stock.js';
import { StockRepository } from './stock.repository.js';

/** What the ledger says of a change besides its amounts. */
export type Cause = Pick<Movement, 'kind'> & Partial<Pick<Movement, 'reference' | 'reason' | 'actor'>>;

/** Some levels cannot bear a change; the transaction must be rolled back. */
export class Shortage extends Error {
  constructor(readonly changes: readonly StockChange[]) {
    super(`Stock does not suffice: ${changes.map(({ sku }) => sku).join(', ')}`);
    this.name = 'Shortage';
  }
}

/** The same cause has moved this stock before; the transaction must be rolled back. */
export class AlreadyMoved extends Error {
  constructor({ kind, reference }: Cause) {
    super(`The ledger has ${kind} stock of ${reference}`);
    this.name = 'AlreadyMoved';
  }
}

/**
 * The one way in which stock changes: levels in the order of their SKUs, so that nobody waits in a circle, the ledger in
 * the same transaction, and an event where a SKU sold out or can be had again. Runs in a transaction, best at its end:
 * from here on, others who want the same SKU wait for its commit.
 */
@Injectable()
export class StockMover {
  constructor(
    private readonly stock: StockRepository,
    private readonly movements: MovementsRepository,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  /**
   * Changes levels, all of them or none.
   * @param changes one per SKU
   * @param unpaid what the buyer of stock that is held may have unpaid
   * @throws Shortage, AlreadyMoved
   */
  async move(changes: readonly StockChange[], cause: Cause, unpaid?: UnpaidBounds): Promise<void> {
    const sorted = changes.toSorted((left, right) => compareSkus(left.sku, right.sku));
    // Levels before movements: a movement shares its level's row for its foreign key, and two who share it cannot both change it.
    const failing: StockChange[] = [];
    const few = unpaid && { bounds: unpaid, now: this.clock.now() };
    // What is unpaid is counted once, with the first level that is taken.
    for (const [index, change] of sorted.entries())
      if (!(await this.stock.change(change, index === 0 ? few : undefined))) failing.push(change);
    if (failing.length > 0) throw new Shortage(failing);
    if (!(await this.movements.add(sorted.map((change) => this.movement(change, cause)))))
      throw new AlreadyMoved(cause);
    await this.announceTurned(sorted.filter((change) => availableOf(change) !== 0));
  }

  /** Tells others how much there is of a SKU. */
  async announce(level: Stock): Promise<void> {
    const { sku, version } = level;
    await this.events.publish(new StockChanged({ sku, available: availableOf(level), version }));
  }

  private async announceTurned(sorted: readonly StockChange[]): Promise<void> {
    const levels = await this.stock.levels(sorted.map(({ sku }) => sku));
    for (const [index, change] of sorted.entries()) {
      const level = levels[index];
      if (level && turned(level, change)) await this.announce(level);
    }
  }

  private movement({ sku, onHand, held }: StockChange, cause: Cause): Movement {
    return {
      id: newId(),
      sku,
      deltaOnHand: onHand,
      deltaHeld: held,
      reference: null,
      actor: null,
      createdAt: this.clock.now(),
      ...cause,
      reason: cause.reason?.slice(0, reasonLength) ?? null,
    };
  }
}
