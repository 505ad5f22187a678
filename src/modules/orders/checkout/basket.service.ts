import { Injectable } from '@nestjs/common';
import { type Money, multiplyMoney, sumMoney } from '../../../kernel/money.js';
import { mergeLines } from '../../../kernel/sku.js';
import { validationFailed } from '../../../platform/http/errors.js';
import { Catalog, type QuotedLine } from '../../catalog/index.js';
import { CartAccess, type Shopper } from '../carts/cart-access.service.js';
import { CartsRepository } from '../carts/carts.repository.js';
import { largestTotal, orderLimits } from '../orders/order.js';
import { cartEmpty, mixedCurrency, notForSale, unknownSku } from '../orders.errors.js';
import type { PlaceOrderRequest } from './checkout.dto.js';
import { type ExpectedVersions, requireVersion } from '../../../platform/http/preconditions.js';

/** Who buys. */
export interface Buyer extends Shopper {
  /** The version of the cart that the buyer saw, when it matters. */
  readonly cartVersion?: ExpectedVersions;
  /** The networks that the request came from, the narrowest first. */
  readonly networks?: readonly string[];
}

/** What is to be bought, as it is called and priced now. */
export interface PricedBasket {
  readonly lines: readonly (QuotedLine & { readonly total: Money })[];
  readonly total: Money;
  readonly cart: { readonly id: string; readonly version: number } | null;
}

/** Finds out what somebody wants to buy, and what it costs now. Writes nothing. */
@Injectable()
export class Basket {
  constructor(
    private readonly access: CartAccess,
    private readonly carts: CartsRepository,
    private readonly catalog: Catalog,
  ) {}

  /**
   * @throws cartNotFound, staleVersion, cartEmpty, unknownSku, notForSale, mixedCurrency
   * @throws validationFailed when there is not exactly one of cart and items, or it is too much
   */
  async price(request: PlaceOrderRequest, buyer: Buyer): Promise<PricedBasket> {
    if ((request.cartId === undefined) === (request.items === undefined))
      throw invalid('items', 'required', 'Give either cartId or items');
    if (buyer.userId === undefined && request.email === undefined)
      throw invalid('email', 'required', 'email is required of guests');
    const { items, cart } = await this.wanted(request, buyer);
    const merged = mergeLines(items);
    for (const { sku, quantity } of merged)
      if (quantity > orderLimits.quantity)
        throw invalid('items', 'too_large', `At most ${orderLimits.quantity} of ${sku} may be ordered`);
    return { ...(await this.quote(merged)), cart };
  }

  private async wanted({ cartId, items = [] }: PlaceOrderRequest, buyer: Buyer) {
    if (cartId === undefined) return { items, cart: null };
    const { id, version } = await this.access.open(cartId, buyer);
    requireVersion(version, buyer.cartVersion);
    const kept = await this.carts.items(id);
    if (kept.length === 0) throw cartEmpty();
    return { items: kept, cart: { id, version } };
  }

  private async quote(items: { sku: string; quantity: number }[]): Promise<Omit<PricedBasket, 'cart'>> {
    const { lines, unavailable } = await this.catalog.quote({ lines: items });
    for (const [reason, problem] of [
      ['unknown_sku', unknownSku],
      ['not_for_sale', notForSale],
    ] as const) {
      const failing = unavailable.filter((line) => line.reason === reason).map(({ sku }) => ({ sku }));
      if (failing.length > 0)
        throw problem(failing.map(({ sku }) => sku).join(', '), { extensions: { lines: failing } });
    }
    const [first] = lines;
    if (!first) throw cartEmpty();
    const { currency } = first.unitPrice;
    if (lines.some(({ unitPrice }) => unitPrice.currency !== currency)) throw mixedCurrency();
    const priced = lines.map((line) => ({ ...line, total: multiplyMoney(line.unitPrice, line.quantity) }));
    const total = sumMoney(
      priced.map((line) => line.total),
      currency,
    );
    if (total.amount === 0) throw invalid('items', 'too_small', 'There is nothing to pay');
    if (total.amount > largestTotal) throw invalid('items', 'too_large', 'An order may not cost that much');
    return { lines: priced, total };
  }
}

function invalid(field: string, code: 'required' | 'too_small' | 'too_large', message: string): Error {
  return validationFailed(message, { fields: [{ field, code, message }] });
}
