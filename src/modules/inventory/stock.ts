/** The most units of one SKU that can be on hand. */
export const stockLimit = 1_000_000_000;

/** The largest adjustment at once, in either direction. */
export const adjustmentLimit = 1_000_000;

/** The longest reason in the ledger. */
export const reasonLength = 200;

/** Why stock moved. */
export const movementKinds = ['adjustment', 'received', 'held', 'released', 'sold', 'restocked'] as const;
export type MovementKind = (typeof movementKinds)[number];

/** A change of one SKU's level; `held` units are part of `onHand`. */
export interface StockChange {
  readonly sku: string;
  readonly onHand: number;
  readonly held: number;
}

/** What each kind of movement does to the level of a SKU. */
export const changes = {
  held: ({ sku, quantity }: Line): StockChange => ({ sku, onHand: 0, held: quantity }),
  released: ({ sku, quantity }: Line): StockChange => ({ sku, onHand: 0, held: -quantity }),
  sold: ({ sku, quantity }: Line): StockChange => ({ sku, onHand: -quantity, held: -quantity }),
  added: ({ sku, quantity }: Line): StockChange => ({ sku, onHand: quantity, held: 0 }),
} as const;

interface Line {
  readonly sku: string;
  readonly quantity: number;
}

/** How much there is of a SKU. */
export interface Level {
  readonly sku: string;
  readonly onHand: number;
  readonly held: number;
}

/** What can still be sold of a SKU. */
export function availableOf({ onHand, held }: Omit<Level, 'sku'>): number {
  return onHand - held;
}

/** Whether a change made a SKU sell out, or brought it back. @param after the level with the change in it */
export function turned(after: Level, change: StockChange): boolean {
  const now = availableOf(after);
  const before = now - availableOf(change);
  return now > 0 !== before > 0;
}
