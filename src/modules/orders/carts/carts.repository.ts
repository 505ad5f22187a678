import { Injectable } from '@nestjs/common';
import { IsNull, LessThan, Not } from 'typeorm';
import { isId } from '../../../kernel/ids.js';
import { deleteBatch } from '../../../platform/database/delete-batch.js';
import { ConcurrentUpdate, isDuplicate } from '../../../platform/database/errors.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { Cart } from './cart.entity.js';
import { CartItem } from './cart-item.entity.js';

/** The only code that queries carts and their items. */
@Injectable()
export class CartsRepository {
  constructor(private readonly transactions: Transactions) {}

  async find(id: string): Promise<Cart | null> {
    return isId(id) ? this.transactions.manager.findOneBy(Cart, { id }) : null;
  }

  async findOfUser(userId: string): Promise<Cart | null> {
    return this.transactions.manager.findOneBy(Cart, { userId });
  }

  /** @throws ConcurrentUpdate when the user got a cart in the meantime */
  async add(cart: Cart): Promise<void> {
    try {
      await this.transactions.manager.insert(Cart, cart);
    } catch (error) {
      throw isDuplicate(error) ? new ConcurrentUpdate(`cart of user ${cart.userId}`) : error;
    }
  }

  /**
   * Changes a cart that is still at the version it was read at, and holds it until the transaction ends.
   * @throws ConcurrentUpdate when it is not, or when its user got another cart in the meantime
   */
  async change(
    cart: Cart,
    change: Partial<Pick<Cart, 'userId' | 'tokenHash' | 'mergedInto'>>,
    now: Date,
  ): Promise<Cart> {
    const { id, version } = cart;
    const next = { ...change, version: version + 1, updatedAt: now };
    try {
      const { affected } = await this.transactions.manager.update(Cart, { id, version }, next);
      if (affected !== 1) throw new ConcurrentUpdate(`cart ${id}`);
    } catch (error) {
      throw isDuplicate(error) ? new ConcurrentUpdate(`cart of user ${change.userId}`) : error;
    }
    return { ...cart, ...next };
  }

  /** In the order they were put in. */
  async items(cartId: string): Promise<CartItem[]> {
    return this.transactions.manager.find(CartItem, {
      where: { cartId },
      order: { addedAt: 'ASC', sku: 'ASC' },
    });
  }

  /** Puts items in, in the place of those with the same SKU. */
  async put(items: readonly CartItem[]): Promise<void> {
    if (items.length > 0) await this.transactions.manager.upsert(CartItem, [...items], ['cartId', 'sku']);
  }

  /** @returns whether it was there */
  async remove(cartId: string, sku: string): Promise<boolean> {
    const { affected } = await this.transactions.manager.delete(CartItem, { cartId, sku });
    return affected === 1;
  }

  /** Empties a cart that is still at this version: what was put in later stays. */
  async emptyAt(cartId: string, version: number, now: Date): Promise<void> {
    const next = { version: version + 1, updatedAt: now };
    const { affected } = await this.transactions.manager.update(Cart, { id: cartId, version }, next);
    if (affected === 1) await this.clear(cartId);
  }

  /**
   * Deletes a batch of carts that were not changed since a time, with what is in them.
   * @returns whether there may be more
   */
  async deleteOld(owner: 'guests' | 'users', before: Date): Promise<boolean> {
    const userId = owner === 'guests' ? IsNull() : Not(IsNull());
    return deleteBatch(this.transactions.manager, Cart, 'id', { userId, updatedAt: LessThan(before) });
  }

  async clear(cartId: string): Promise<void> {
    await this.transactions.manager.delete(CartItem, { cartId });
  }
}
