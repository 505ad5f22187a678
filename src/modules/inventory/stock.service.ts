import { Injectable } from '@nestjs/common';
import type { Caller } from '../../platform/access/caller.js';
import { isSku, mergeLines } from '../../kernel/sku.js';
import { Transactions } from '../../platform/database/transactions.js';
import { validationFailed } from '../../platform/http/errors.js';
import { type Page, toPage } from '../../platform/http/page.js';
import { HoldsRepository } from './holds.repository.js';
import type { StockLine } from './inventory.contract.js';
import { skuNotFound, stockHeld, stockTooLarge } from './inventory.errors.js';
import { MovementsRepository } from './movements.repository.js';
import type { AdjustmentRequest, MovementsQuery, MovementView, StockLevelView } from './stock.dto.js';
import type { Stock } from './stock.entity.js';
import { availableOf, changes, stockLimit } from './stock.js';
import { StockRepository } from './stock.repository.js';
import { AlreadyMoved, Shortage, StockMover } from './stock-mover.service.js';
import { viewLevel, viewMovement } from './stock.view.js';

/** An order gets back more than it was sold. */
class NotSold extends Error {}

/** Stock that comes, comes back and is counted anew; and what there is. */
@Injectable()
export class StockService {
  constructor(
    private readonly stock: StockRepository,
    private readonly holds: HoldsRepository,
    private readonly movements: MovementsRepository,
    private readonly mover: StockMover,
    private readonly transactions: Transactions,
  ) {}

  /** @throws skuNotFound */
  async get(sku: string): Promise<StockLevelView> {
    return viewLevel(await this.require(sku));
  }

  /** @throws skuNotFound */
  async page(sku: string, query: MovementsQuery): Promise<Page<MovementView>> {
    await this.require(sku);
    return toPage(await this.movements.page(sku, query), query, viewMovement);
  }

  /** @throws skuNotFound, stockHeld, stockTooLarge, validationFailed when it changes nothing */
  async adjust(sku: string, request: AdjustmentRequest, caller: Caller): Promise<StockLevelView> {
    const { delta, reason } = request;
    if (delta === 0) {
      const message = 'delta must not be 0';
      throw validationFailed(message, { fields: [{ field: 'delta', code: 'invalid', message }] });
    }
    const cause = { kind: 'adjustment', reason: reason.trim(), actor: caller.userId } as const;
    try {
      return await this.transactions.run(async () => {
        await this.mover.move([{ sku, onHand: delta, held: 0 }], cause);
        return viewLevel(await this.require(sku));
      });
    } catch (error) {
      if (!(error instanceof Shortage)) throw error;
      throw refusal(await this.require(sku), delta);
    }
  }

  /** Adds to the stock of a SKU, once per reference; the SKU need not be known. @returns what is on hand then */
  async receive(sku: string, quantity: number, reason: string, reference: string): Promise<number> {
    if (!isSku(sku) || !Number.isSafeInteger(quantity) || quantity < 0)
      throw new RangeError(`${quantity} of ${sku} cannot be received`);
    try {
      await this.transactions.run(async () => {
        await this.stock.ensure(sku);
        if (quantity > 0)
          await this.mover.move([changes.added({ sku, quantity })], { kind: 'received', reference, reason });
        await this.mover.announce(await this.require(sku));
      });
    } catch (error) {
      if (error instanceof Shortage) throw stockTooLarge(`At most ${stockLimit} units of a SKU`);
      if (!(error instanceof AlreadyMoved)) throw error;
    }
    return (await this.require(sku)).onHand;
  }

  /** Takes back what an order was sold, once per reference. @returns whether the goods are back */
  async restock(
    orderId: string,
    returned: readonly StockLine[],
    reason: string,
    reference: string,
  ): Promise<boolean> {
    const lines = mergeLines(returned);
    const cause = { kind: 'restocked', reference: `${orderId}:${reference}`, reason } as const;
    try {
      await this.transactions.run(async () => {
        for (const { sku, quantity } of lines)
          if (!(await this.holds.takeBack(orderId, sku, quantity))) throw new NotSold();
        if (lines.length > 0) await this.mover.move(lines.map(changes.added), cause);
      });
      return true;
    } catch (error) {
      if (error instanceof AlreadyMoved) return true;
      if (!(error instanceof NotSold)) throw error;
      const [line] = lines;
      return line !== undefined && this.movements.exists(line.sku, cause.kind, cause.reference);
    }
  }

  /** The levels of those SKUs that are known, in the order of their SKUs. */
  async levels(skus: readonly string[]): Promise<Stock[]> {
    return this.stock.levels(skus.filter(isSku));
  }

  private async require(sku: string): Promise<Stock> {
    const level = await this.stock.find(sku);
    if (!level) throw skuNotFound();
    return level;
  }
}

function refusal(level: Stock, delta: number): Error {
  const { onHand, held } = level;
  const extensions = { onHand, held, available: availableOf(level) };
  if (delta > 0) return stockTooLarge(`At most ${stockLimit} units of a SKU`, { extensions });
  return stockHeld(`${onHand} are on hand, ${held} of them held`, { extensions });
}
