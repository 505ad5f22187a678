import { Injectable } from '@nestjs/common';
import type { ReceivedEvent } from '../../platform/events/domain-event.js';
import { Subscribe } from '../../platform/events/subscribe.js';
import { Identity } from '../identity/index.js';
import { OrderConfirmed, OrderFulfilled, Orders, type OrderSummary } from '../orders/index.js';
import type { Standing } from './limits/mail-limits.js';
import { parcelAddress, parcelRegion } from './mails/parcel-address.js';
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
    const recipient = await this.recipient(order);
    if (!order || !recipient) return;
    const { to, standing } = recipient;
    await this.notifications.accept(
      `order-confirmed:${id}`,
      {
        to,
        mail: {
          kind: 'order_confirmed',
          order: {
            number: order.number,
            lines: order.lines.map(({ title, quantity, total }) => ({ title, quantity, total })),
            total: order.total,
            address: addressFor(order, standing),
          },
        },
      },
      standing,
    );
  }

  @Subscribe(OrderFulfilled, { name: 'notifications.mail-order-shipped', effect: 'external' })
  async ship({ id, payload }: ReceivedEvent<OrderFulfilled>): Promise<void> {
    const { order } = await this.orders.summary({ orderId: payload.orderId });
    const recipient = await this.recipient(order);
    if (!order || !recipient) return;
    const { to, standing } = recipient;
    const quantities = new Map(payload.lines.map(({ sku, quantity }) => [sku, quantity]));
    const whole = order.lines.every(({ sku, quantity }) => quantities.get(sku) === quantity);
    const rest = payload.complete ? 'rest' : 'some';
    await this.notifications.accept(
      `order-shipped:${id}`,
      {
        to,
        mail: {
          kind: 'order_shipped',
          shipment: {
            number: order.number,
            lines: order.lines.flatMap(({ sku, title }) => {
              const quantity = quantities.get(sku);
              return quantity === undefined ? [] : [{ title, quantity }];
            }),
            trackingNumber: order.trackingNumbers[payload.fulfillmentId] ?? null,
            part: whole ? 'all' : rest,
            address: addressFor(order, standing),
          },
        },
      },
      standing,
    );
  }

  /** The address that came with the order, else that of its buyer's account. Anyone may order to anybody's address. */
  private async recipient(order: OrderSummary | null): Promise<{ to: string; standing: Standing } | null> {
    if (!order) return null;
    const account = order.userId === null ? null : await this.identity.addressOf({ userId: order.userId });
    const to = order.email ?? account?.email ?? null;
    if (to === null) return null;
    if (account?.email !== to.toLowerCase()) return { to, standing: 'any' };
    return { to, standing: account.verified ? 'proved' : 'claimed' };
  }
}

/** The address as it was ordered, for its owner alone; who else may read the mail is shown where it lies. */
function addressFor({ shippingAddress }: OrderSummary, standing: Standing): string[] {
  return standing === 'proved' ? parcelAddress(shippingAddress) : parcelRegion(shippingAddress);
}
