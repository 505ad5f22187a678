import { Injectable } from '@nestjs/common';
import type { ReceivedEvent } from '../../platform/events/domain-event.js';
import { Subscribe } from '../../platform/events/subscribe.js';
import { Identity } from '../identity/index.js';
import { OrderConfirmed, OrderFulfilled, Orders, type OrderSummary } from '../orders/index.js';
import { NotificationsService } from './notifications.service.js';

/** Mails to buyers, at what orders tell. */
@Injectable()
export class OrderMails {
  constructor(
    private readonly orders: Orders,
    private readonly identity: Identity,
    private readonly notifications: NotificationsService,
  ) {}

  @Subscribe(OrderConfirmed, { name: 'notifications.mail-order-confirmed', effect: 'external' })
  async confirm({ id, payload: { orderId } }: ReceivedEvent<OrderConfirmed>): Promise<void> {
    const { order } = await this.orders.summary({ orderId });
    const to = await this.recipient(order);
    if (!order || to === null) return;
    await this.notifications.accept(`order-confirmed:${id}`, {
      to,
      mail: {
        kind: 'order_confirmed',
        order: {
          number: order.number,
          name: order.shippingAddress.name,
          lines: order.lines.map(({ title, quantity, total }) => ({ title, quantity, total })),
          total: order.total,
          address: addressLines(order),
        },
      },
    });
  }

  @Subscribe(OrderFulfilled, { name: 'notifications.mail-order-shipped', effect: 'external' })
  async ship({ id, payload }: ReceivedEvent<OrderFulfilled>): Promise<void> {
    const { order } = await this.orders.summary({ orderId: payload.orderId });
    const to = await this.recipient(order);
    if (!order || to === null) return;
    const quantities = new Map(payload.lines.map(({ sku, quantity }) => [sku, quantity]));
    const whole = order.lines.every(({ sku, quantity }) => quantities.get(sku) === quantity);
    const rest = payload.complete ? 'rest' : 'some';
    await this.notifications.accept(`order-shipped:${id}`, {
      to,
      mail: {
        kind: 'order_shipped',
        shipment: {
          number: order.number,
          name: order.shippingAddress.name,
          lines: order.lines.flatMap(({ sku, title }) => {
            const quantity = quantities.get(sku);
            return quantity === undefined ? [] : [{ title, quantity }];
          }),
          trackingNumber: order.trackingNumbers[payload.fulfillmentId] ?? null,
          part: whole ? 'all' : rest,
          address: addressLines(order),
        },
      },
    });
  }

  /** The address that came with the order, else that of its buyer's account. */
  private async recipient(order: OrderSummary | null): Promise<string | null> {
    if (!order || order.email !== null || order.userId === null) return order?.email ?? null;
    return (await this.identity.addressOf({ userId: order.userId })).email;
  }
}

function addressLines({ shippingAddress: address }: OrderSummary): string[] {
  const { name, company, line1, line2, postalCode, city, region, country } = address;
  const place = [postalCode, city].filter((part) => part !== undefined).join(' ');
  return [name, company, line1, line2, place, region, country].filter((line) => line !== undefined);
}
