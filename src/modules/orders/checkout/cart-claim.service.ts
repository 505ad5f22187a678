import { Injectable } from '@nestjs/common';
import { staleVersion } from '../../../platform/http/errors.js';
import { CartsRepository } from '../carts/carts.repository.js';
import type { Order } from '../orders/order.entity.js';
import { OrdersRepository } from '../orders/orders.repository.js';
import { cartInCheckout } from '../orders.errors.js';
import type { PricedBasket } from './basket.service.js';
import { CheckoutOutcomes } from './checkout-outcomes.service.js';

/**
 * One cart is bought by one order at a time, whatever the idempotency keys: a unique key on the cart of the orders that wait
 * for their payment sees to it. Runs in the transaction that places the order.
 */
@Injectable()
export class CartClaim {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly carts: CartsRepository,
    private readonly outcomes: CheckoutOutcomes,
  ) {}

  /**
   * Calls off the order of a cart that waits for its buyer, who begins anew.
   * @returns that order, whose stock and money are to go back; null when there is none
   * @throws cartInCheckout when something of it is still under way
   */
  async free({ cart }: PricedBasket, actorId: string | undefined): Promise<Order | null> {
    const order = cart && (await this.orders.findOfCart(cart.id));
    if (!order) return null;
    if (order.attempt !== null || !order.settled)
      throw cartInCheckout(undefined, { extensions: { orderId: order.id } });
    return this.outcomes.cancel(order.id, { actorId, note: 'replaced by another order of the same cart' });
  }

  /**
   * Looks whether a cart is still what was priced, once its order is written and no other one can be.
   * @throws staleVersion when it was changed, or bought by another order
   */
  async check({ cart }: PricedBasket): Promise<void> {
    if (!cart) return;
    const version = (await this.carts.find(cart.id))?.version;
    if (version !== cart.version) throw staleVersion(`The cart is at version ${version ?? 'none'} now`);
  }
}
