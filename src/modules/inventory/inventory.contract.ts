import { defineContract } from '../../platform/contracts/contract.js';
import type { UnpaidBounds } from './waiting.js';

export type { UnpaidBounds };

/** So many units of one SKU. */
export interface StockLine {
  readonly sku: string;
  /** A whole number above 0. */
  readonly quantity: number;
}

/** A line that stock does not suffice for; `available` is 0 for a SKU that nobody knows. */
export interface FailingLine {
  readonly sku: string;
  readonly requested: number;
  readonly available: number;
}

/** What became of one line of an order: `restocked` units of those that were sold came back. */
export interface OrderHold {
  readonly orderId: string;
  readonly sku: string;
  readonly quantity: number;
  readonly state: 'held' | 'committed' | 'released';
  readonly restocked: number;
}

/** How much there is of a SKU: `available` is `onHand - held`. */
export interface StockLevel {
  readonly sku: string;
  readonly onHand: number;
  readonly held: number;
  readonly available: number;
}

/**
 * What other modules may ask of inventory. Every command may be sent again without harm. Lines with the same SKU are
 * one line.
 */
export abstract class Inventory {
  /**
   * Holds stock for an order until `expiresAt` (RFC 3339): all lines or none. The same lines again for the same order
   * answer that they are held, and change nothing, also not the time. At most 1,000 lines. Buyers with as many orders
   * that wait to be paid as `unpaid` allows get nothing: `unpaid` is true then, and no line fails.
   * @throws hold_conflict (409) when the order holds something else, or what it held was released
   * @example `{ orderId, lines: [{ sku: 'BOWL-S', quantity: 2 }], expiresAt: '2026-11-21T06:31:00.000Z' }` →
   * `{ held: true }`, or `{ held: false, failing: [{ sku: 'BOWL-S', requested: 2, available: 1 }] }`
   */
  abstract hold(command: {
    orderId: string;
    lines: StockLine[];
    expiresAt: string;
    unpaid?: UnpaidBounds;
  }): Promise<{ held: true } | { held: false; failing: FailingLine[]; unpaid?: true }>;

  /**
   * Lets an order that holds stock wait for its buyer to pay, until `expiresAt` and no longer than it holds the stock
   * anyway. Changes nothing when that is beyond the bounds; the hold goes on then until it is released.
   * @returns whether it may wait; `excess` are the SKUs of which too much would wait, none when there are too many orders
   */
  abstract wait(command: {
    orderId: string;
    expiresAt: string;
    unpaid: UnpaidBounds;
  }): Promise<{ waits: true; expiresAt: string } | { waits: false; excess: string[] }>;

  /**
   * Gives back what an order holds. What it was sold stays sold.
   * @returns whether the order holds nothing now and was sold nothing; true as well when it never held anything
   */
  abstract release(command: { orderId: string; reason: string }): Promise<{ released: boolean }>;

  /**
   * Turns what an order holds into what it was sold: all of it or nothing. A hold past its time counts until it has
   * been released.
   * @returns whether the order was sold all that it held, now or before; `missing` are the SKUs whose hold was released
   */
  abstract commit(command: { orderId: string }): Promise<{ committed: boolean; missing: string[] }>;

  /**
   * Takes back into stock what an order was sold, all lines or none.
   * @param command.reference names this return of goods; with the same one nothing happens again
   * @returns whether the goods are back; false when the order was not sold that many, or they are back already under
   * another reference
   */
  abstract restock(command: {
    orderId: string;
    lines: StockLine[];
    reason: string;
    reference: string;
  }): Promise<{ restocked: boolean }>;

  /**
   * Adds to the stock of a SKU, which need not be known before. A quantity of 0 makes it known.
   * @param command.reference names this delivery of goods; with the same one nothing happens again
   */
  abstract receive(command: {
    sku: string;
    quantity: number;
    reason: string;
    reference: string;
  }): Promise<{ onHand: number }>;

  /** The levels of some SKUs in the order of their SKUs; those that nobody knows are left out. At most 1,000. */
  abstract levels(command: { skus: string[] }): Promise<{ levels: StockLevel[] }>;

  /** What some orders hold, were sold, or held once; in no order. At most 1,000 orders. */
  abstract holds(command: { orderIds: string[] }): Promise<{ holds: OrderHold[] }>;
}

/** Many buyers of one thing wait for each other: milliseconds. */
const deadline = 10_000;

export const inventoryContract = defineContract('inventory', Inventory, {
  hold: { idempotent: true, deadline },
  wait: { idempotent: true, deadline },
  release: { idempotent: true, deadline },
  commit: { idempotent: true, deadline },
  restock: { idempotent: true, deadline },
  receive: { idempotent: true, deadline },
  levels: { idempotent: true },
  holds: { idempotent: true },
});
