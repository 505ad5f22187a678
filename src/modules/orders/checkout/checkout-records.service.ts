import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { idempotencyInProgress } from '../../../platform/http/idempotency/idempotency.errors.js';
import { Idempotency, type StoredAnswer } from '../../../platform/http/idempotency/idempotency.service.js';
import type { Order } from '../orders/order.entity.js';
import type { OrderLine } from '../orders/order-line.entity.js';
import { OrderChanges } from '../orders/order-changes.service.js';
import { makeOrderNumber } from '../orders/order-number.js';
import { OrdersRepository } from '../orders/orders.repository.js';
import { holdExpired, orderStatusConflict, paymentInProgress } from '../orders.errors.js';
import type { Buyer, PricedBasket } from './basket.service.js';
import { CartClaim } from './cart-claim.service.js';
import type { PlaceOrderRequest } from './checkout.dto.js';
import { digestOf } from './unpaid-bounds.js';

/** An order with its lines, in the order of their SKUs. */
export interface PlacedOrder {
  readonly order: Order;
  readonly lines: readonly OrderLine[];
}

/** An order that was just placed, and the one that gave way to it: stock and money of that one are to go back. */
export interface NewOrder extends PlacedOrder {
  readonly replaced: Order | null;
}

/** What a buyer is told who pays too late. */
const orderAgain =
  'The time to pay for this order is over, and its stock is free again. Nothing is charged for it: order again';

/** What is written down before a checkout touches stock or money, so that it can be carried on whatever happens. */
@Injectable()
export class CheckoutRecords {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly changes: OrderChanges,
    private readonly claim: CartClaim,
    private readonly idempotency: Idempotency,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** The order that an earlier attempt with this key has placed and not answered. */
  async placedWith(key: string): Promise<Order | null> {
    return this.orders.findByCheckoutKey(key);
  }

  /**
   * Writes the order with its lines, the key that leads to it, and what it is paid with.
   * @throws cartInCheckout, staleVersion when its cart belongs to another order, or is not what was priced any more
   * @throws idempotencyInProgress, or the answer that is an error, when the key has been answered meanwhile
   */
  async place(
    basket: PricedBasket,
    request: PlaceOrderRequest,
    buyer: Buyer,
    key: string,
  ): Promise<NewOrder> {
    return this.transactions.run(async () => {
      const replaced = await this.claim.free(basket, buyer.userId);
      const now = this.clock.now();
      const id = newId();
      const [network = null, wideNetwork = null] = (buyer.networks ?? []).map((name) =>
        digestOf('network', name),
      );
      const order: Order = {
        id,
        number: makeOrderNumber(),
        userId: buyer.userId ?? null,
        tokenHash: null,
        network,
        wideNetwork,
        email: request.email ?? null,
        shippingAddress: { ...request.shippingAddress },
        status: 'pending_payment',
        fulfillmentStatus: 'unfulfilled',
        currency: basket.total.currency,
        total: basket.total.amount,
        holdExpiresAt: this.changes.endOfHold(now),
        cartId: basket.cart?.id ?? null,
        cartVersion: basket.cart?.version ?? null,
        checkoutKey: key,
        attempt: key,
        attemptToken: request.payment.token,
        paymentId: null,
        paymentState: null,
        nextAction: null,
        settled: false,
        checkAt: this.changes.timeToCheck(now),
        version: 1,
        createdAt: now,
        updatedAt: now,
      };
      const lines = basket.lines.map(({ sku, title, productId, variantId, quantity, unitPrice, total }) => ({
        orderId: id,
        sku,
        title,
        productId,
        variantId,
        quantity,
        unitAmount: unitPrice.amount,
        total: total.amount,
        fulfilled: 0,
      }));
      await this.changes.add(order, lines);
      await this.claim.check(basket);
      await this.requireUnanswered(key);
      return { order, lines, replaced };
    });
  }

  /** An order with its lines. */
  async withLines(order: Order): Promise<PlacedOrder> {
    return { order, lines: (await this.orders.linesOf([order.id])).get(order.id) ?? [] };
  }

  /**
   * Begins another try to pay; one at a time.
   * @throws paymentInProgress, holdExpired, orderStatusConflict
   * @throws idempotencyInProgress, or the answer that is an error, when the key has been answered meanwhile
   */
  async begin(id: string, key: string, token: string): Promise<Order> {
    return this.transactions.run(async () => {
      const order = await this.orders.find(id);
      await this.requireUnanswered(key);
      if (order?.status === 'expired') throw orderStatusConflict(orderAgain);
      if (order?.status !== 'pending_payment')
        throw orderStatusConflict(`One cannot pay for an order that is ${order?.status ?? 'gone'}`);
      if (order.attempt !== null || !order.settled) throw paymentInProgress();
      if (order.holdExpiresAt <= this.clock.now()) throw holdExpired(orderAgain);
      const change = { attempt: key, attemptToken: token, settled: false };
      return this.changes.apply(order, change, { event: 'payment_retried' });
    });
  }

  /**
   * The answer to a checkout that was carried on to its end.
   * @throws DomainError that is the answer; idempotencyInProgress when there is none yet
   */
  async answerOf(key: string): Promise<StoredAnswer> {
    const answer = await this.answerSoFar(key);
    if (!answer) throw idempotencyInProgress();
    return answer;
  }

  /** The answer that a key has by now, if it has one. @throws DomainError that is the answer */
  async answerSoFar(key: string): Promise<StoredAnswer | undefined> {
    return this.idempotency.answerOf(key);
  }

  /**
   * Whoever looks after abandoned orders may end an earlier try of a key just when a later one has found the key
   * unanswered; what it has placed is not to be found by its key then. Its end and its answer were one transaction, so
   * once the unique key has let this try in, the answer shows.
   */
  private async requireUnanswered(key: string): Promise<void> {
    if (await this.answerSoFar(key)) throw idempotencyInProgress();
  }
}
