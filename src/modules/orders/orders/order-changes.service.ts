import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import { Configuration } from '../../../platform/config/configuration.js';
import type { DomainEvent } from '../../../platform/events/domain-event.js';
import { Events } from '../../../platform/events/events.js';
import { CheckoutSettings } from '../checkout/checkout-settings.js';
import type { Order } from './order.entity.js';
import type { OrderLine } from './order-line.entity.js';
import { type OrderChange, OrdersRepository } from './orders.repository.js';

/** What happened to an order, for its history. */
export interface Step {
  /** At most 32 characters, such as `confirmed`. */
  readonly event: string;
  /** The user who did it; nobody for guests and the shop itself. */
  readonly actorId?: string;
  readonly note?: string;
}

/** Writes each change of an order together with its history and its events. Runs in a transaction. */
@Injectable()
export class OrderChanges {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly events: Events,
    private readonly settings: CheckoutSettings,
    private readonly configuration: Configuration,
    private readonly clock: Clock,
  ) {}

  /** @throws ConcurrentUpdate when its number or its checkout key is taken, or its cart by another order */
  async add(order: Order, lines: readonly OrderLine[]): Promise<void> {
    await this.orders.add(order, lines);
    await this.note(order, { event: 'placed', actorId: order.userId ?? undefined });
  }

  /**
   * Changes an order. One that is left unsettled is looked after when its time to settle by itself is over.
   * @throws ConcurrentUpdate when the order is not at the version it was read at
   */
  async apply(
    order: Order,
    change: OrderChange,
    step: Step,
    events: readonly DomainEvent[] = [],
  ): Promise<Order> {
    const updatedAt = this.clock.now();
    const checkAt = this.timeToCheck(updatedAt);
    const isDecided = change.status !== undefined && change.status !== 'pending_payment';
    const changed = await this.orders.change(order, {
      ...change,
      ...(isDecided && { cartId: null, cartVersion: null, network: null, wideNetwork: null }),
      updatedAt,
      ...(change.settled === false ? { checkAt } : {}),
    });
    await this.note(changed, step);
    for (const event of events) await this.events.publish(event);
    return changed;
  }

  /** Until when the stock of an order that is placed now is held unless it is paid. */
  endOfHold(now: Date): Date {
    return new Date(now.getTime() + this.configuration.checkout.holdTtl);
  }

  /** When an order that is not settled by itself is looked after. */
  timeToCheck(now: Date): Date {
    return new Date(now.getTime() + this.settings.checkAfter);
  }

  private async note(order: Order, { event, actorId, note }: Step): Promise<void> {
    await this.orders.addHistory({
      id: newId(),
      orderId: order.id,
      event,
      status: order.status,
      actorId: actorId ?? null,
      note: note ?? null,
      createdAt: order.updatedAt,
    });
  }
}
