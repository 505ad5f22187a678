import { Injectable, Logger } from '@nestjs/common';
import { isOwner, requireChangeable, type Viewer } from '../orders/order-access.js';
import { OrderReader } from '../orders/order-reader.service.js';
import type { OrderView } from '../orders/orders.dto.js';
import { OrdersRepository } from '../orders/orders.repository.js';
import { CheckoutOutcomes } from './checkout-outcomes.service.js';
import { OrderSettlement } from './order-settlement.service.js';

/** Calling orders off. */
@Injectable()
export class OrderCancellation {
  private readonly logger = new Logger(OrderCancellation.name);

  constructor(
    private readonly orders: OrdersRepository,
    private readonly outcomes: CheckoutOutcomes,
    private readonly settlement: OrderSettlement,
    private readonly reader: OrderReader,
  ) {}

  /**
   * Cancels an order as long as nothing of it was handed over. Stock and money go back at once; what cannot be reached
   * now follows later.
   * @throws orderNotFound, orderStatusConflict
   */
  async cancel(id: string, reason: string | undefined, viewer: Viewer): Promise<OrderView> {
    const order = requireChangeable(await this.orders.find(id), viewer);
    const note = reason ?? (isOwner(order, viewer) ? 'by the buyer' : 'by the shop');
    await this.outcomes.cancel(id, { actorId: viewer.userId, note });
    try {
      await this.settlement.settle(id);
    } catch (error) {
      this.logger.warn(`Order ${id} is cancelled, its stock and money go back later: ${String(error)}`);
    }
    return this.reader.show(id);
  }
}
