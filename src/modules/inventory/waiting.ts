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
  /** Groups that the buyer belongs to. */
  readonly groups: readonly BuyerGroup[];
  /** What a small order may hold beyond these shares; nothing by default. */
  readonly small?: SmallOrders;
}

/** Buyers of whom not all may hold as much as each of them might. */
export interface BuyerGroup {
  readonly name: string;
  /** Percent of the stock of a SKU that may wait for the group. */
  readonly share: number;
  /** How many of its orders may be unpaid in 15 minutes, and at once; any number by default. */
  readonly orders?: number;
}

/**
 * An order is small when its lines that go beyond a share have few units together, and its buyer has nothing else waiting.
 * It may go beyond the buyer's share. It may go beyond a group's where it is the only one of the group that waits for the
 * SKU, and few orders do so in the whole shop at a time.
 */
export interface SmallOrders {
  /** The name under which those are counted that go beyond the share of a group. */
  readonly name: string;
  /** The most units of all lines together that go beyond a share. */
  readonly units: number;
  /** The most orders at a time that go beyond the share of a group. */
  readonly orders: number;
}

/**
 * How long what was sold still counts as part of what a share is taken of, and an unpaid order for its buyer; milliseconds.
 * A rush must not shrink its own bounds.
 */
export const rushTime = 900_000;

/** What else is not paid, for each holder. */
export interface WaitingNow {
  /** Orders that count. */
  readonly orders: ReadonlyMap<string, number>;
  /** How many of these hold stock. */
  readonly held: ReadonlyMap<string, number>;
  /** Units that wait of each SKU. */
  readonly units: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** The units of a SKU that may wait to be paid, at least one. @param share percent of `stock` */
export function mostWaiting(stock: number, share: number): number {
  return Math.max(1, Math.ceil((stock * share) / 100));
}

/** Everybody that an order may count for, in the order in which they are locked. */
export function holdersOf({ buyers, groups, small }: UnpaidBounds): string[] {
  const names = [...buyers, ...groups.map(({ name }) => name), ...(small ? [small.name] : [])];
  return [...new Set(names)].toSorted();
}

/** Those whose orders are counted, and how many each of them may have. */
export function countedOf({ buyers, orders, groups }: UnpaidBounds): { name: string; orders: number }[] {
  return [
    ...buyers.map((name) => ({ name, orders })),
    ...groups.flatMap(({ name, orders: most }) => (most === undefined ? [] : [{ name, orders: most }])),
  ];
}

/** Whether an order may wait: the groups that it counts for then, or the SKUs of which too much would wait. */
export type Verdict = { readonly groups: readonly string[] } | { readonly excess: readonly string[] };

/**
 * Decides whether an order may wait to be paid beside those that wait already.
 * @param stockOf the units of a SKU that shares are taken of
 * @returns no SKUs when its buyer has too many orders
 */
export function verdictOf(
  lines: readonly Line[],
  bounds: UnpaidBounds,
  now: WaitingNow,
  stockOf: (sku: string) => number,
): Verdict {
  const { buyers, share, groups, small } = bounds;
  if (countedOf(bounds).some(({ name, orders }) => (now.orders.get(name) ?? 0) >= orders))
    return { excess: [] };
  const waiting = (name: string, sku: string): number => now.units.get(name)?.get(sku) ?? 0;
  const isBeyond = ({ sku, quantity }: Line, { name, share: most }: BuyerGroup): boolean =>
    waiting(name, sku) + quantity > mostWaiting(stockOf(sku), most);
  const each = buyers.map((name) => ({ name, share }));
  const beyond = lines.filter((line) => [...each, ...groups].some((holder) => isBeyond(line, holder)));
  const names = groups.map(({ name }) => name);
  if (beyond.length === 0) return { groups: names };
  const excess = { excess: beyond.map(({ sku }) => sku) };
  const units = beyond.reduce((sum, { quantity }) => sum + quantity, 0);
  if (!small || units > small.units || buyers.some((name) => (now.held.get(name) ?? 0) > 0)) return excess;
  const exceeded = beyond.flatMap((line) =>
    groups.filter((group) => isBeyond(line, group)).map(({ name }) => waiting(name, line.sku)),
  );
  if (exceeded.length === 0) return { groups: names };
  const isAlone = exceeded.every((others) => others === 0);
  const mayGoBeyond = isAlone && (now.held.get(small.name) ?? 0) < small.orders;
  return mayGoBeyond ? { groups: [...names, small.name] } : excess;
}

interface Line {
  readonly sku: string;
  readonly quantity: number;
}
