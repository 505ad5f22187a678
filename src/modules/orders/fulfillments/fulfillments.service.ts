import { Injectable } from '@nestjs/common';
import { newId } from '../../../kernel/ids.js';
import { mergeLines } from '../../../kernel/sku.js';
import type { Caller } from '../../../platform/access/caller.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { fulfillmentOf, statusAfter } from '../orders/order.js';
import { OrderChanges } from '../orders/order-changes.service.js';
import { viewOrder } from '../orders/order.view.js';
import type { FulfillOrderRequest, OrderView } from '../orders/orders.dto.js';
import { OrdersRepository } from '../orders/orders.repository.js';
import { fulfillmentTooLarge, orderNotFound } from '../orders.errors.js';
import { OrderFulfilled } from '../orders.events.js';
import { FulfillmentsRepository } from './fulfillments.repository.js';

/** Handing orders over, in one or several parts; the last part completes the order. */
@Injectable()
export class FulfillmentsService {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly fulfillments: FulfillmentsRepository,
    private readonly changes: OrderChanges,
    private readonly transactions: Transactions,
  ) {}

  /** @throws orderNotFound, orderStatusConflict, fulfillmentTooLarge */
  async fulfill(id: string, request: FulfillOrderRequest, caller: Caller): Promise<OrderView> {
    return this.transactions.run(async () => {
      const order = await this.orders.find(id);
      if (!order) throw orderNotFound();
      statusAfter(order, 'fulfill');
      const fulfillmentId = newId();
      const items = await this.handOver(id, request.lines);
      const lines = (await this.orders.linesOf([id])).get(id) ?? [];
      const fulfillmentStatus = fulfillmentOf(lines);
      const complete = fulfillmentStatus === 'fulfilled';
      const status = complete ? statusAfter({ ...order, fulfillmentStatus }, 'complete') : order.status;
      const changed = await this.changes.apply(
        order,
        { status, fulfillmentStatus, ...(order.paymentState === 'authorized' ? { settled: false } : {}) },
        { event: fulfillmentStatus, actorId: caller.userId, note: request.trackingNumber },
        [new OrderFulfilled({ orderId: id, fulfillmentId, lines: items, complete })],
      );
      await this.fulfillments.add({
        id: fulfillmentId,
        orderId: id,
        items,
        trackingNumber: request.trackingNumber ?? null,
        createdAt: changed.updatedAt,
      });
      const all = (await this.fulfillments.ofOrders([id])).get(id);
      return viewOrder(changed, { lines, fulfillments: all });
    });
  }

  /** Counts what is handed over: the lines that were asked for, or all that is left. */
  private async handOver(
    id: string,
    asked: FulfillOrderRequest['lines'],
  ): Promise<{ sku: string; quantity: number }[]> {
    const lines = (await this.orders.linesOf([id])).get(id) ?? [];
    const left = lines.map(({ sku, quantity, fulfilled }) => ({ sku, quantity: quantity - fulfilled }));
    const items = asked ? mergeLines(asked) : left.filter(({ quantity }) => quantity > 0);
    for (const { sku, quantity } of items)
      if (!(await this.orders.fulfillLine(id, sku, quantity)))
        throw fulfillmentTooLarge(
          `Of ${sku}, ${left.find((line) => line.sku === sku)?.quantity ?? 0} are left, not ${quantity}`,
        );
    return items;
  }
}
