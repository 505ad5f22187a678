import type { Money } from '../../kernel/money.js';
import { defineContract } from '../../platform/contracts/contract.js';

/** An order as its buyer is told of it. */
export interface OrderSummary {
  readonly number: string;
  /** Null when a user gave none with the order. */
  readonly email: string | null;
  /** Null for guests. */
  readonly userId: string | null;
  readonly lines: { sku: string; title: string; quantity: number; total: Money }[];
  readonly total: Money;
  readonly shippingAddress: {
    name: string;
    company?: string;
    line1: string;
    line2?: string;
    postalCode?: string;
    city: string;
    region?: string;
    country: string;
  };
  /** By the id of the fulfillment, of those that have one. */
  readonly trackingNumbers: Record<string, string>;
}

/** What other modules may ask of orders. */
export abstract class Orders {
  /**
   * What is kept of a buyer: some of their orders, the newest first, from after `next` of an answer on, or from the first one; no more
   * than take `most` bytes of JSON, but one at least. `next` is null when none are left.
   * @example `{ userId: '0193…', most: 100000 }` → `{ orders: [{ number: '7KQ2M4XWPA', … }], next: null }`
   * @throws invalidCursor
   */
  abstract of(command: {
    userId: string;
    after?: string;
    most: number;
  }): Promise<{ orders: OrderSummary[]; next: string | null }>;

  /**
   * Who placed an order, and its status; `userId` is null for guests.
   * @example `{ orderId: '0193…' }` → `{ userId: '0193…', status: 'confirmed' }`, or `{ userId: null, status: 'unknown' }`
   */
  abstract ownerOf(command: { orderId: string }): Promise<{ userId: string | null; status: string }>;

  /**
   * What a mail to the buyer tells; null when there is no such order.
   * @example `{ orderId: '0193…' }` → `{ order: { number: '7KQ2M4XWPA', email: 'ada@example.com', … } }`
   */
  abstract summary(command: { orderId: string }): Promise<{ order: OrderSummary | null }>;
}

export const ordersContract = defineContract('orders', Orders, {
  of: { idempotent: true },
  ownerOf: { idempotent: true },
  summary: { idempotent: true },
});
