import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { Catalog } from '../../catalog/index.js';
import { cartFull, cartItemNotFound, mixedCurrency, notForSale, unknownSku } from '../orders.errors.js';
import { makeToken } from '../secret-token.js';
import { cartLimits } from './cart.js';
import type { Cart } from './cart.entity.js';
import { viewCart } from './cart.view.js';
import { CartAccess, type Shopper } from './cart-access.service.js';
import { CartsRepository } from './carts.repository.js';
import type { CartView } from './carts.dto.js';
import { type ExpectedVersions, requireVersion } from '../../../platform/http/preconditions.js';

/** Filling carts. Prices are asked for anew each time, and never inside a transaction. */
@Injectable()
export class CartsService {
  constructor(
    private readonly access: CartAccess,
    private readonly carts: CartsRepository,
    private readonly catalog: Catalog,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** A user's one cart, new or not; or a new one for a guest, with its token. */
  async create(shopper: Shopper): Promise<CartView> {
    const { userId } = shopper;
    if (userId === undefined) {
      const id = newId();
      const { token, hash } = makeToken(id);
      const cart = await this.transactions.run(() => this.add({ id, userId: null, tokenHash: hash }));
      return viewCart(cart, [], () => undefined, token);
    }
    await this.access.adopt(shopper);
    const cart = await this.transactions.run(
      async () =>
        (await this.carts.findOfUser(userId)) ?? (await this.add({ id: newId(), userId, tokenHash: null })),
    );
    return this.view(cart);
  }

  /** @throws cartNotFound */
  async get(id: string, shopper: Shopper): Promise<CartView> {
    return this.view(await this.access.open(id, shopper));
  }

  /**
   * Sets how many of a product are in a cart; its price of now becomes the one that later changes are told against.
   * @param expected the version of the cart that the buyer saw
   * @throws cartNotFound, unknownSku, notForSale, mixedCurrency, cartFull, staleVersion
   */
  async put(
    id: string,
    sku: string,
    quantity: number,
    shopper: Shopper,
    expected?: ExpectedVersions,
  ): Promise<CartView> {
    const opened = await this.access.open(id, shopper);
    const { lines, unavailable } = await this.catalog.quote({ lines: [{ sku, quantity }] });
    const [quoted] = lines;
    if (!quoted) throw unavailable[0]?.reason === 'not_for_sale' ? notForSale(sku) : unknownSku(sku);
    const { title, unitPrice } = quoted;
    const cart = await this.change(opened.id, expected, async (changed, now) => {
      const items = await this.carts.items(changed.id);
      const others = items.filter((item) => item.sku !== sku);
      if (others.length >= cartLimits.lines) throw cartFull(`At most ${cartLimits.lines}`);
      if (others.some(({ currency }) => currency !== unitPrice.currency))
        throw mixedCurrency(`The cart is not in ${unitPrice.currency}`);
      const addedAt = items.find((item) => item.sku === sku)?.addedAt ?? now;
      const { amount: unitAmount, currency } = unitPrice;
      await this.carts.put([{ cartId: changed.id, sku, title, quantity, unitAmount, currency, addedAt }]);
    });
    return this.view(cart);
  }

  /** @throws cartNotFound, cartItemNotFound, staleVersion */
  async remove(id: string, sku: string, shopper: Shopper, expected?: ExpectedVersions): Promise<CartView> {
    const opened = await this.access.open(id, shopper);
    const cart = await this.change(opened.id, expected, async (changed) => {
      if (!(await this.carts.remove(changed.id, sku))) throw cartItemNotFound();
    });
    return this.view(cart);
  }

  /** Holds the cart at its next version while its items are changed. */
  private async change(
    id: string,
    expected: ExpectedVersions,
    work: (cart: Cart, now: Date) => Promise<void>,
  ): Promise<Cart> {
    return this.transactions.run(async () => {
      const cart = await this.access.reload(id);
      requireVersion(cart.version, expected);
      const now = this.clock.now();
      const changed = await this.carts.change(cart, {}, now);
      await work(changed, now);
      return changed;
    });
  }

  private async add(cart: Pick<Cart, 'id' | 'userId' | 'tokenHash'>): Promise<Cart> {
    const now = this.clock.now();
    const added = { ...cart, mergedInto: null, version: 1, createdAt: now, updatedAt: now };
    await this.carts.add(added);
    return added;
  }

  private async view(cart: Cart): Promise<CartView> {
    const items = await this.carts.items(cart.id);
    if (items.length === 0) return viewCart(cart, [], () => undefined);
    const { lines } = await this.catalog.quote({
      lines: items.map(({ sku, quantity }) => ({ sku, quantity })),
    });
    const quotes = new Map(lines.map((line) => [line.sku, line]));
    return viewCart(cart, items, (sku) => quotes.get(sku));
  }
}
