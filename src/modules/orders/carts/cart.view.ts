import { type KeptItem, type PriceOf, priceItems, subtotalOf } from './cart.js';
import type { Cart } from './cart.entity.js';
import type { CartView } from './carts.dto.js';

/** A cart as its buyer sees it. @param token a guest's secret, when it was just made */
export function viewCart(cart: Cart, items: readonly KeptItem[], priceOf: PriceOf, token?: string): CartView {
  const priced = priceItems(items, priceOf);
  return {
    id: cart.id,
    ...(token === undefined ? {} : { cartToken: token }),
    items: priced,
    subtotal: subtotalOf(priced),
    createdAt: cart.createdAt.toISOString(),
    updatedAt: cart.updatedAt.toISOString(),
    version: cart.version,
  };
}
