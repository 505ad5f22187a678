import { type Money, multiplyMoney, sumMoney } from '../../../kernel/money.js';
import { orderLimits } from '../orders/order.js';

/** How many of one product a cart holds, and how many products. */
export const cartLimits = orderLimits;

/** One product as it was put into a cart. */
export interface KeptItem {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitAmount: number;
  readonly currency: string;
}

/** What a product costs now; undefined when it is not for sale. */
export type PriceOf = (sku: string) => { readonly title: string; readonly unitPrice: Money } | undefined;

/** One product in a cart as its buyer sees it now. */
export interface PricedItem {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly total: Money;
  readonly available: boolean;
  readonly notice?: 'price_changed' | 'not_available';
  /** The price when it was put in; only with the notice `price_changed`. */
  readonly previousUnitPrice?: Money;
}

/** Puts a price on what is in a cart, as of now, and tells what has changed since it was put in. */
export function priceItems(items: readonly KeptItem[], priceOf: PriceOf): PricedItem[] {
  return items.map(({ sku, quantity, ...kept }) => {
    const then: Money = { amount: kept.unitAmount, currency: kept.currency };
    const now = priceOf(sku);
    const unitPrice = now?.unitPrice ?? then;
    const base = {
      sku,
      title: now?.title ?? kept.title,
      quantity,
      unitPrice,
      total: multiplyMoney(unitPrice, quantity),
      available: now !== undefined,
    };
    if (!now) return { ...base, notice: 'not_available' };
    const same = unitPrice.amount === then.amount && unitPrice.currency === then.currency;
    return same ? base : { ...base, notice: 'price_changed', previousUnitPrice: then };
  });
}

/** What all that is available costs; null when that is nothing, or when currencies differ. */
export function subtotalOf(items: readonly PricedItem[]): Money | null {
  const totals = items.filter(({ available }) => available).map(({ total }) => total);
  const [first] = totals;
  if (!first || totals.some(({ currency }) => currency !== first.currency)) return null;
  return sumMoney(totals, first.currency);
}

/**
 * The items of two carts as one. Quantities add up to what a cart may hold; of products, those of the first cart stay
 * when there are too many.
 */
export function mergeItems<Item extends KeptItem>(into: readonly Item[], from: readonly Item[]): Item[] {
  const merged = new Map(into.map((item) => [item.sku, item]));
  for (const item of from) {
    const known = merged.get(item.sku);
    const quantity = Math.min(cartLimits.quantity, (known?.quantity ?? 0) + item.quantity);
    if (known || merged.size < cartLimits.lines) merged.set(item.sku, { ...(known ?? item), quantity });
  }
  return [...merged.values()];
}
