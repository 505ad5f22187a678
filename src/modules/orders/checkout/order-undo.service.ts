import { Injectable } from '@nestjs/common';
import { Inventory } from '../../inventory/index.js';
import { Payments, type PaymentState } from '../../payments/index.js';
import type { Order } from '../orders/order.entity.js';
import { OrdersRepository } from '../orders/orders.repository.js';

/** The undo of all steps of a checkout: stock goes back, money goes back. May be done again without harm. */
@Injectable()
export class OrderUndo {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly inventory: Inventory,
    private readonly payments: Payments,
  ) {}

  /** @returns the payments of the order as they are then, the oldest first */
  async run({ id, status }: Order): Promise<PaymentState[]> {
    await this.returnStock(id, status);
    const { payments } = await this.payments.find({ orderId: id });
    const newest = payments.at(-1);
    if (!newest) return [];
    // A payment that comes to light after an earlier undo needs an undo of its own: hence its id in the reference.
    const undone = await this.payments.cancel({ orderId: id, reference: `undo:${newest.id}` });
    return undone.payments;
  }

  private async returnStock(orderId: string, reason: string): Promise<void> {
    const { released } = await this.inventory.release({ orderId, reason });
    if (released) return;
    const lines = (await this.orders.linesOf([orderId])).get(orderId) ?? [];
    await this.inventory.restock({
      orderId,
      lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
      reason,
      reference: `undo:${orderId}`,
    });
  }
}
