import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { isSku, mergeLines } from '../../kernel/sku.js';
import { Transactions } from '../../platform/database/transactions.js';
import type { ReceivedEvent } from '../../platform/events/domain-event.js';
import { Events } from '../../platform/events/events.js';
import { Subscribe } from '../../platform/events/subscribe.js';
import type { Hold } from './hold.entity.js';
import { HoldsRepository } from './holds.repository.js';
import type { FailingLine, StockLine } from './inventory.contract.js';
import type { UnpaidBounds } from './waiting.js';
import { holdConflict } from './inventory.errors.js';
import { HoldExpired, HoldExpires } from './inventory.events.js';
import { availableOf, changes } from './stock.js';
import { StockRepository } from './stock.repository.js';
import { AlreadyMoved, Shortage, StockMover } from './stock-mover.service.js';
import { WaitingRepository } from './waiting.repository.js';

type HoldOutcome = { held: true } | { held: false; failing: FailingLine[]; unpaid?: true };

/** The order has holds already. */
class HoldExists extends Error {}

/** Stock that waits for an order: held, then sold or released, never both. */
@Injectable()
export class HoldsService {
  constructor(
    private readonly holds: HoldsRepository,
    private readonly stock: StockRepository,
    private readonly waiting: WaitingRepository,
    private readonly mover: StockMover,
    private readonly events: Events,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws holdConflict when the order holds something else, or what it held was released */
  async hold(
    orderId: string,
    wanted: readonly StockLine[],
    expiresAt: Date,
    unpaid?: UnpaidBounds,
  ): Promise<HoldOutcome> {
    const lines = mergeLines(wanted);
    if (lines.length === 0 || Number.isNaN(expiresAt.getTime()))
      throw new RangeError('A hold needs lines and a time');
    const unknown = lines.filter(({ sku }) => !isSku(sku));
    if (unknown.length > 0) return { held: false, failing: unknown.map((line) => failing(line, 0)) };
    try {
      await this.transactions.run(async () => {
        await this.events.publish(new HoldExpires({ orderId, expiresAt: expiresAt.toISOString() }), {
          dueAt: expiresAt,
        });
        await this.mover.move(lines.map(changes.held), { kind: 'held', reference: orderId }, unpaid);
        const rest = {
          orderId,
          restocked: 0,
          state: 'held',
          expiresAt,
          createdAt: this.clock.now(),
        } as const;
        const holds = lines.map((line, position): Hold => ({ ...rest, ...line, position }));
        if (!(await this.holds.add(holds))) throw new HoldExists();
      });
      return { held: true };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // A repeated command finds its own hold in the way: its movements, its rows, or the stock that it took itself.
      const existing = await this.holds.of(orderId);
      if (existing.length > 0) return repeated(existing, lines);
      if (!(error instanceof Shortage)) throw error;
      if (unpaid && (await this.waiting.hasTooMany(unpaid, this.clock.now())))
        return { held: false, failing: [], unpaid: true };
      return { held: false, failing: await this.explain(error, lines) };
    }
  }

  /** What some orders hold, were sold, or held once. */
  async ofOrders(orderIds: readonly string[]): Promise<Hold[]> {
    return this.holds.ofOrders(orderIds);
  }

  /** @returns whether the order holds nothing now and was sold nothing */
  async release(orderId: string, reason: string | null): Promise<boolean> {
    return this.transactions.run(async () => {
      if (await this.holds.end(orderId, 'released')) {
        await this.giveBack(orderId, reason);
        return true;
      }
      return (await this.holds.of(orderId)).every(({ state }) => state === 'released');
    });
  }

  /** @returns whether all that the order held is sold to it; else the SKUs whose hold was released */
  async commit(orderId: string): Promise<{ committed: boolean; missing: string[] }> {
    return this.transactions.run(async () => {
      const ended = await this.holds.end(orderId, 'committed');
      const holds = await this.holds.of(orderId);
      if (ended) await this.mover.move(holds.map(changes.sold), { kind: 'sold', reference: orderId });
      const missing = holds.filter(({ state }) => state !== 'committed').map(({ sku }) => sku);
      return { committed: holds.length > 0 && missing.length === 0, missing };
    });
  }

  /** Releases a hold whose time has come, unless the order was paid in the meantime. */
  @Subscribe(HoldExpires, { name: 'inventory.release-expired-hold', effect: 'transactional' })
  async expire({ payload: { orderId } }: ReceivedEvent<HoldExpires>): Promise<void> {
    if (!(await this.holds.end(orderId, 'released'))) return;
    await this.events.publish(new HoldExpired({ orderId }));
    await this.giveBack(orderId, 'The hold expired');
  }

  private async giveBack(orderId: string, reason: string | null): Promise<void> {
    const holds = await this.holds.of(orderId);
    await this.mover.move(holds.map(changes.released), { kind: 'released', reference: orderId, reason });
  }

  private async explain(shortage: Shortage, lines: readonly StockLine[]): Promise<FailingLine[]> {
    const short = new Set(shortage.changes.map(({ sku }) => sku));
    const levels = new Map((await this.stock.levels([...short])).map((level) => [level.sku, level]));
    return lines
      .filter(({ sku }) => short.has(sku))
      .map((line) => {
        const level = levels.get(line.sku);
        // Units may have become free since; that there were too few a moment ago stays true.
        return failing(line, level ? Math.min(availableOf(level), line.quantity - 1) : 0);
      });
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Shortage || error instanceof AlreadyMoved || error instanceof HoldExists;
}

function failing({ sku, quantity }: StockLine, available: number): FailingLine {
  return { sku, requested: quantity, available };
}

/** Both lists are in the order of their SKUs. */
function repeated(holds: readonly Hold[], lines: readonly StockLine[]): HoldOutcome {
  const same =
    holds.length === lines.length &&
    holds.every(({ sku, quantity }, index) => {
      const line = lines[index];
      return line?.sku === sku && line.quantity === quantity;
    });
  if (!same) throw holdConflict('The order holds other stock than this');
  if (holds.some(({ state }) => state === 'released')) throw holdConflict('The hold of this order has ended');
  return { held: true };
}
