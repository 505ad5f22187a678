import { DomainEvent } from '../../platform/events/domain-event.js';

/** An order is paid for, or the payment is authorized, and its stock is committed. */
export class OrderConfirmed extends DomainEvent<{ orderId: string; captureAutomatically: boolean }> {
  static readonly type = 'orders.order-confirmed.v1';
}

/** An order was called off; stock and money go back. */
export class OrderCancelled extends DomainEvent<{ orderId: string; reason: string }> {
  static readonly type = 'orders.order-cancelled.v1';
}

/** An order was not paid for while its stock was held. */
export class OrderExpired extends DomainEvent<{ orderId: string }> {
  static readonly type = 'orders.order-expired.v1';
}

/** A part of an order, or the rest of it, was handed over. */
export class OrderFulfilled extends DomainEvent<{
  orderId: string;
  fulfillmentId: string;
  lines: { sku: string; quantity: number }[];
  complete: boolean;
}> {
  static readonly type = 'orders.order-fulfilled.v1';
}

/** Orders of a deleted account were still under way when it was deleted; they may be finished now. */
export class BuyerErasureDue extends DomainEvent<{ userId: string }> {
  static readonly type = 'orders.buyer-erasure-due.v1';
}
