import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { cartNotFound } from '../orders.errors.js';
import { idInToken, isTokenOf } from '../secret-token.js';
import { mergeItems } from './cart.js';
import type { Cart } from './cart.entity.js';
import { CartsRepository } from './carts.repository.js';

/** Who shops: a user, a guest with the token of a cart, or a user who still has that token. */
export interface Shopper {
  readonly userId?: string;
  readonly cartToken?: string;
}

/** Finds the cart that a shopper may use. A guest's cart goes to the user at the first use with both credentials. */
@Injectable()
export class CartAccess {
  constructor(
    private readonly carts: CartsRepository,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws cartNotFound when there is none, or none for them */
  async open(id: string, shopper: Shopper): Promise<Cart> {
    await this.adopt(shopper);
    const cart = await this.carts.find(id);
    if (!cart) throw cartNotFound();
    if (cart.mergedInto !== null) return this.own(await this.reload(cart.mergedInto), shopper);
    if (cart.userId !== null) return this.own(cart, shopper);
    if (!isTokenOf(cart.tokenHash, shopper.cartToken)) throw cartNotFound();
    return cart;
  }

  /** A cart as it is now. @throws cartNotFound */
  async reload(id: string): Promise<Cart> {
    const cart = await this.carts.find(id);
    if (!cart) throw cartNotFound();
    return cart;
  }

  /** Gives a guest's cart to the user who sends its token: as their cart, or into the one they have. */
  async adopt({ userId, cartToken }: Shopper): Promise<void> {
    const guestId = idInToken(cartToken);
    if (userId === undefined || guestId === undefined) return;
    const known = await this.carts.find(guestId);
    if (!known || !isTokenOf(known.tokenHash, cartToken)) return;
    await this.transactions.run(async () => {
      const guest = await this.carts.find(guestId);
      if (!guest || !isTokenOf(guest.tokenHash, cartToken)) return;
      const own = await this.carts.findOfUser(userId);
      await (own
        ? this.merge(own, guest)
        : this.carts.change(guest, { userId, tokenHash: null }, this.clock.now()));
    });
  }

  private async merge(own: Cart, guest: Cart): Promise<void> {
    const now = this.clock.now();
    await this.carts.change(guest, { tokenHash: null, mergedInto: own.id }, now);
    await this.carts.change(own, {}, now);
    const items = mergeItems(await this.carts.items(own.id), await this.carts.items(guest.id));
    await this.carts.put(items.map((item) => ({ ...item, cartId: own.id })));
    await this.carts.clear(guest.id);
  }

  private own(cart: Cart, { userId }: Shopper): Cart {
    if (userId === undefined || cart.userId !== userId) throw cartNotFound();
    return cart;
  }
}
