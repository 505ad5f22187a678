import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { isError } from '../../../kernel/errors.js';
import { Configuration } from '../../../platform/config/configuration.js';
import type { KeyUse } from '../../../platform/http/idempotency/idempotency.interceptor.js';
import type { StoredAnswer } from '../../../platform/http/idempotency/idempotency.service.js';
import { Identity } from '../../identity/index.js';
import { holdConflict, Inventory } from '../../inventory/index.js';
import { Payments, type PaymentState } from '../../payments/index.js';
import { meaningOf } from '../orders/order.js';
import type { Order } from '../orders/order.entity.js';
import { Basket, type Buyer } from './basket.service.js';
import type { PlaceOrderRequest } from './checkout.dto.js';
import { CheckoutOutcomes } from './checkout-outcomes.service.js';
import { CheckoutRecords, type NewOrder, type PlacedOrder } from './checkout-records.service.js';
import { OrderUndo } from './order-undo.service.js';
import { unpaidBounds, waitingBounds } from './unpaid-bounds.js';

/**
 * Buying, from the basket to the confirmed order. Every step may be taken again without harm. So whoever finds a
 * checkout half way takes the same steps: the buyer who sends the same key again, a message of the payment provider,
 * and the one who looks after abandoned orders. The undo of all steps together is {@link OrderUndo}.
 */
@Injectable()
export class CheckoutService {
  constructor(
    private readonly basket: Basket,
    private readonly records: CheckoutRecords,
    private readonly inventory: Inventory,
    private readonly payments: Payments,
    private readonly identity: Identity,
    private readonly outcomes: CheckoutOutcomes,
    private readonly undo: OrderUndo,
    private readonly configuration: Configuration,
    private readonly clock: Clock,
  ) {}

  /**
   * Places an order and pays for it.
   * @returns 201 and the order when it is confirmed, 202 and the order while its payment waits
   * @throws what `Basket.price` throws; cartInCheckout, staleVersion, insufficientStock, tooManyUnpaidOrders,
   * paymentDeclined, holdExpired
   */
  async place(request: PlaceOrderRequest, buyer: Buyer, key: KeyUse): Promise<StoredAnswer> {
    return this.unlessAnswered(key, async () => {
      const known = await this.records.placedWith(key.id);
      if (known) {
        key.keep();
        return this.carryOn(known);
      }
      const { replaced, ...placed } = await this.record(request, buyer, key);
      key.keep();
      // What an earlier order of the same cart holds may be what this one needs.
      if (replaced) await this.undo.run(replaced);
      return this.finish(placed);
    });
  }

  /**
   * Tries again to pay for an order while its stock is held.
   * @returns as for `place`
   * @throws paymentInProgress, holdExpired, orderStatusConflict, tooManyUnpaidOrders, paymentDeclined
   */
  async pay(order: Order, token: string, key: KeyUse): Promise<StoredAnswer> {
    return this.unlessAnswered(key, async () => {
      const trying = order.attempt === key.id ? order : await this.records.begin(order.id, key.id, token);
      key.keep();
      await this.carryOn(trying);
    });
  }

  /** The answer to what is done with a key, or the one that the key got meanwhile, which may be why that fails. */
  private async unlessAnswered(key: KeyUse, work: () => Promise<void>): Promise<StoredAnswer> {
    try {
      await work();
    } catch (error) {
      const answer = await this.records.answerSoFar(key.id);
      if (answer) return answer;
      throw error;
    }
    return this.records.answerOf(key.id);
  }

  private async record(request: PlaceOrderRequest, buyer: Buyer, key: KeyUse): Promise<NewOrder> {
    // 1. Name and price as of now. Nothing to undo.
    const basket = await this.basket.price(request, buyer);
    // 2. The order, its lines, and the key that leads back to it. Undo: `cancelled`.
    return this.records.place(basket, request, buyer, key.id);
  }

  /** Takes an order with a payment under way to its end. */
  async carryOn(order: Order): Promise<void> {
    if (order.attempt !== null) await this.finish(await this.records.withLines(order));
  }

  private async finish({ order, lines }: PlacedOrder): Promise<void> {
    const { attempt, attemptToken } = order;
    if (attempt === null || attemptToken === null) return;

    // 3. Stock, all lines or none. Undo: `Inventory.release`.
    const hold = await this.hold(order, lines);
    if (hold === 'ended') return this.expire(order);
    if (!hold.held)
      return hold.unpaid ? this.giveUp(order, []) : this.outcomes.refuse(order.id, hold.failing);

    // 4. Money: the same attempt is the same payment, however often it is sent. Undo: `Payments.cancel`.
    const payment = await this.payments.authorize({
      orderId: order.id,
      attempt,
      amount: { amount: order.total, currency: order.currency },
      token: attemptToken,
    });

    return this.conclude(order, payment, lines);
  }

  /**
   * Draws the conclusion from a payment, whoever brings the news of it.
   * @param lines those of the order, when they are at hand
   */
  async conclude(order: Order, payment: PaymentState, lines?: PlacedOrder['lines']): Promise<void> {
    switch (meaningOf(payment.status)) {
      case 'failed':
        return this.decline(order, payment);
      case 'sending':
        // Who sends it knows more soon, and answers. If that one has died, the payment is sent again when its lease ends.
        return;
      case 'waiting':
        if (isKnown(order, payment)) return;
        return this.wait(order, payment, lines);
      case 'asking':
        return this.outcomes.wait(order.id, payment, lines);
      case 'paid': {
        // 5. The stock is sold, unless its hold has ended: inventory decides which. Undo: `Inventory.restock`.
        const { committed } = await this.inventory.commit({ orderId: order.id });
        if (!committed) return this.expire(order);
        // 6. The order, the event and the answer in one transaction. Capture and mail follow from the event.
        const confirmed = await this.outcomes.confirm(order.id, payment, lines);
        if (!confirmed) await this.undo.run(order);
      }
    }
  }

  /** The stock is held for another try, for a short time; or not at all, where too much is held for orders like this one. */
  private async decline(order: Order, payment: PaymentState): Promise<void> {
    if (isKnown(order, payment)) return;
    const soon = this.clock.now().getTime() + this.configuration.checkout.declinedHoldTtl;
    const until = new Date(Math.min(soon, order.holdExpiresAt.getTime()));
    const wait = await this.mayWait(order, until, true);
    const holdExpiresAt = wait.waits ? new Date(wait.expiresAt) : this.clock.now();
    await this.outcomes.decline(order.id, payment, holdExpiresAt, wait.waits);
    if (!wait.waits) await this.expire(order);
  }

  /** The stock is held until the buyer has done what the provider asks; or not at all, where that is too much. */
  private async wait(order: Order, payment: PaymentState, lines?: PlacedOrder['lines']): Promise<void> {
    const wait = await this.mayWait(order, order.holdExpiresAt, false);
    if (wait.waits) return this.outcomes.wait(order.id, payment, lines);
    return this.giveUp(order, wait.excess);
  }

  private async giveUp(order: Order, excess: readonly string[]): Promise<void> {
    if (await this.outcomes.refuseToWait(order.id, excess)) await this.undo.run(order);
  }

  /** Only here it matters who the buyer is: an order that is paid at once never asks. */
  private async mayWait(order: Order, until: Date, declined: boolean): ReturnType<Inventory['wait']> {
    const { userId } = order;
    const verified = userId !== null && (await this.identity.addressOf({ userId })).verified;
    return this.inventory.wait({
      orderId: order.id,
      expiresAt: until.toISOString(),
      unpaid: waitingBounds(order, this.configuration.checkout.unpaid, { verified, declined }),
    });
  }

  /** The stock is not held any more: whatever was paid goes back. */
  private async expire(order: Order): Promise<void> {
    if (await this.outcomes.expire(order.id)) await this.undo.run(order);
  }

  private async hold(order: Order, wanted: PlacedOrder['lines']) {
    const lines = wanted.map(({ sku, quantity }) => ({ sku, quantity }));
    try {
      return await this.inventory.hold({
        orderId: order.id,
        lines,
        expiresAt: order.holdExpiresAt.toISOString(),
        unpaid: unpaidBounds(order, this.configuration.checkout.unpaid),
      });
    } catch (error) {
      if (isError(error, holdConflict)) return 'ended';
      throw error;
    }
  }
}

/** Whether nobody waits for an answer about this order, and the payment is where it was: nothing is to be concluded. */
function isKnown({ attempt, settled, paymentState }: Order, { status }: PaymentState): boolean {
  return attempt === null && settled && paymentState === status;
}
