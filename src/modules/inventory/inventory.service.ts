import { Injectable } from '@nestjs/common';
import { HoldsService } from './holds.service.js';
import { Inventory, type OrderHold, type StockLevel, type StockLine } from './inventory.contract.js';
import type { UnpaidBounds } from './waiting.js';
import { availableOf } from './stock.js';
import { StockService } from './stock.service.js';
import { WaitingService } from './waiting.service.js';

/** What inventory does for other modules. */
@Injectable()
export class InventoryService extends Inventory {
  constructor(
    private readonly holdings: HoldsService,
    private readonly stock: StockService,
    private readonly waiting: WaitingService,
  ) {
    super();
  }

  async hold(command: {
    orderId: string;
    lines: StockLine[];
    expiresAt: string;
    unpaid?: UnpaidBounds;
  }): ReturnType<Inventory['hold']> {
    const { orderId, lines, expiresAt, unpaid } = command;
    return this.holdings.hold(orderId, lines, new Date(expiresAt), unpaid);
  }

  async wait(command: {
    orderId: string;
    expiresAt: string;
    unpaid: UnpaidBounds;
  }): ReturnType<Inventory['wait']> {
    return this.waiting.wait(command.orderId, new Date(command.expiresAt), command.unpaid);
  }

  async release(command: { orderId: string; reason: string }): Promise<{ released: boolean }> {
    return { released: await this.holdings.release(command.orderId, command.reason) };
  }

  async commit(command: { orderId: string }): Promise<{ committed: boolean; missing: string[] }> {
    return this.holdings.commit(command.orderId);
  }

  async restock(command: {
    orderId: string;
    lines: StockLine[];
    reason: string;
    reference: string;
  }): Promise<{ restocked: boolean }> {
    const { orderId, lines, reason, reference } = command;
    return { restocked: await this.stock.restock(orderId, lines, reason, reference) };
  }

  async receive(command: {
    sku: string;
    quantity: number;
    reason: string;
    reference: string;
  }): Promise<{ onHand: number }> {
    const { sku, quantity, reason, reference } = command;
    return { onHand: await this.stock.receive(sku, quantity, reason, reference) };
  }

  async levels(command: { skus: string[] }): Promise<{ levels: StockLevel[] }> {
    const levels = await this.stock.levels(command.skus);
    return {
      levels: levels.map((level) => {
        const { sku, onHand, held } = level;
        return { sku, onHand, held, available: availableOf(level) };
      }),
    };
  }

  async holds(command: { orderIds: string[] }): Promise<{ holds: OrderHold[] }> {
    const holds = await this.holdings.ofOrders(command.orderIds);
    return {
      holds: holds.map(({ orderId, sku, quantity, state, restocked }) => ({
        orderId,
        sku,
        quantity,
        state,
        restocked,
      })),
    };
  }
}
