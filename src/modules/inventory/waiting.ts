/**
 * Bounds on what waits to be paid. Names have 64 characters at most, and mean nothing to inventory.
 */
export interface UnpaidBounds {
  /** All that gives the buyer of an order away, such as an address. */
  readonly buyers: readonly string[];
  /** How many orders of each buyer may be unpaid in 15 minutes, and at once. */
  readonly orders: number;
  /** Percent of the stock of a SKU that may wait for each buyer. */
  readonly share: number;
  /** Groups that the buyer belongs to, and the percent that may wait for each group. */
  readonly groups: readonly { readonly name: string; readonly share: number }[];
}

/**
 * How long what was sold still counts as part of what a share is taken of, and an unpaid order for its buyer; milliseconds.
 * A rush must not shrink its own bounds.
 */
export const rushTime = 900_000;

/** What else is not paid: how many orders of each buyer, and how many units of each SKU wait for each holder. */
export interface WaitingNow {
  readonly orders: ReadonlyMap<string, number>;
  readonly units: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** The units of a SKU that may wait to be paid, at least one. @param share percent of `stock` */
export function mostWaiting(stock: number, share: number): number {
  return Math.max(1, Math.ceil((stock * share) / 100));
}

/** Everybody that an order counts for. */
export function holdersOf({ buyers, groups }: UnpaidBounds): string[] {
  return [...new Set([...buyers, ...groups.map(({ name }) => name)])].toSorted();
}

/**
 * What keeps an order from waiting to be paid beside those that wait already.
 * @param stockOf the units of a SKU that shares are taken of
 * @returns the SKUs of which too much would wait; undefined when it may wait, empty when its buyer has too many orders
 */
export function excessOf(
  lines: readonly { readonly sku: string; readonly quantity: number }[],
  bounds: UnpaidBounds,
  now: WaitingNow,
  stockOf: (sku: string) => number,
): string[] | undefined {
  const { buyers, orders, share, groups } = bounds;
  if (buyers.some((name) => (now.orders.get(name) ?? 0) >= orders)) return [];
  const shares = [...buyers.map((name) => ({ name, share })), ...groups];
  const excess = lines.filter(({ sku, quantity }) =>
    shares.some(({ name, share: most }) => {
      const waiting = now.units.get(name)?.get(sku) ?? 0;
      return waiting + quantity > mostWaiting(stockOf(sku), most);
    }),
  );
  return excess.length > 0 ? excess.map(({ sku }) => sku) : undefined;
}
