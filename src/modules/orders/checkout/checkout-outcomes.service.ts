import { Injectable } from '@nestjs/common';
import type { DomainError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/json.js';
import { Configuration } from '../../../platform/config/configuration.js';
import { Transactions } from '../../../platform/database/transactions.js';
import type { DomainEvent } from '../../../platform/events/domain-event.js';
import { Idempotency } from '../../../platform/http/idempotency/idempotency.service.js';
import type { FailingLine } from '../../inventory/index.js';
import type { PaymentState } from '../../payments/index.js';
import { CartsRepository } from '../carts/carts.repository.js';
import { isNews, meaningOf, statusAfter, tellShortage } from '../orders/order.js';
import type { Order } from '../orders/order.entity.js';
import type { OrderLine } from '../orders/order-line.entity.js';
import { OrderChanges, type Step } from '../orders/order-changes.service.js';
import { viewOrder } from '../orders/order.view.js';
import { type OrderChange, OrdersRepository } from '../orders/orders.repository.js';
import {
  holdExpired,
  insufficientStock,
  orderStatusConflict,
  paymentDeclined,
  tooManyUnpaidOrders,
} from '../orders.errors.js';
import { OrderCancelled, OrderConfirmed, OrderExpired } from '../orders.events.js';
import { makeToken } from '../secret-token.js';

/** What the buyer who waits gets: the order with this status (its lines are read unless given), or an error about it. */
type Answer =
  | { readonly status: number; readonly lines?: readonly OrderLine[] }
  | ((extensions: JsonObject) => DomainError);

/**
 * The ways a checkout can end. Each is one transaction with the order, its history, its events and the answer to the
 * buyer; each starts from `pending_payment`, so one of them happens, whoever comes first: the buyer's own request, a
 * message of the provider, the end of the hold, or the one who looks after abandoned orders.
 */
@Injectable()
export class CheckoutOutcomes {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly changes: OrderChanges,
    private readonly carts: CartsRepository,
    private readonly idempotency: Idempotency,
    private readonly transactions: Transactions,
    private readonly configuration: Configuration,
  ) {}

  /** @returns whether the order is confirmed, now or before; otherwise stock and money must go back */
  async confirm(id: string, payment: PaymentState, lines?: readonly OrderLine[]): Promise<boolean> {
    return this.transactions.run(async () => {
      const order = await this.orders.find(id);
      if (order?.status !== 'pending_payment')
        return order?.status === 'confirmed' || order?.status === 'completed';
      const captureAutomatically = this.configuration.checkout.capture === 'automatic';
      const status = statusAfter(order, 'confirm');
      const change = { ...paymentIn(payment), status, settled: !captureAutomatically };
      const answer = { status: 201, lines };
      const confirmed = new OrderConfirmed({ orderId: id, captureAutomatically });
      const { updatedAt } = await this.conclude(order, change, { event: 'confirmed' }, answer, [confirmed]);
      if (order.cartId !== null && order.cartVersion !== null)
        await this.carts.emptyAt(order.cartId, order.cartVersion, updatedAt);
      return true;
    });
  }

  /** The stock does not suffice: nothing was held and nothing charged. */
  async refuse(id: string, failing: readonly FailingLine[]): Promise<void> {
    const lines = failing.map(tellShortage);
    const note = `insufficient stock: ${lines.map(({ sku }) => sku).join(', ')}`.slice(0, 500);
    await this.end(id, (order) =>
      this.conclude(
        order,
        { status: statusAfter(order, 'cancel'), settled: true },
        { event: 'cancelled', note },
        (extensions) =>
          insufficientStock(undefined, { extensions: { lines, orderId: extensions['orderId'] } }),
      ),
    );
  }

  /**
   * The order may not wait for its buyer: too much waits already.
   * @param skus of what; none when it is the number of orders
   * @returns whether the order has come to nothing, now or before
   */
  async refuseToWait(id: string, skus: readonly string[]): Promise<boolean> {
    return this.end(id, (order) =>
      this.conclude(
        order,
        { status: statusAfter(order, 'cancel'), nextAction: null, settled: false },
        { event: 'cancelled', note: 'too much waits to be paid' },
        ({ orderId }) =>
          tooManyUnpaidOrders(
            skus.length > 0
              ? 'Orders that wait to be paid may hold only a share of what is in stock: order fewer, or pay at once'
              : 'Pay for the orders that wait, or come back in a quarter of an hour',
            { extensions: { ...(skus.length > 0 && { lines: skus.map((sku) => ({ sku })) }), orderId } },
          ),
      ),
    );
  }

  /**
   * The provider said no: the order waits for another try as long as its stock is held.
   * @param holdExpiresAt when that ends
   * @param settled false when it ends now, so that there is more to be done
   */
  async decline(id: string, payment: PaymentState, holdExpiresAt: Date, settled: boolean): Promise<void> {
    await this.end(id, async (order) => {
      if (order.attempt === null && order.paymentState === payment.status) return undefined;
      const { declineCode } = payment;
      const step = { event: 'payment_declined', note: declineCode };
      return this.conclude(order, { ...paymentIn(payment), holdExpiresAt, settled }, step, (extensions) =>
        paymentDeclined(undefined, {
          extensions: { ...extensions, declineCode, holdExpiresAt: holdExpiresAt.toISOString() },
        }),
      );
    });
  }

  /** The buyer has to do something, or the provider has yet to tell: the order waits. */
  async wait(id: string, payment: PaymentState, lines?: readonly OrderLine[]): Promise<void> {
    await this.end(id, async (order) => {
      if (order.attempt === null && order.paymentState === payment.status) return undefined;
      const settled = meaningOf(payment.status) === 'waiting';
      const change = { ...paymentIn(payment), settled };
      return this.conclude(order, change, { event: `payment_${payment.status}` }, { status: 202, lines });
    });
  }

  /**
   * The stock is not held any more.
   * @returns whether the order has come to nothing, now or before; a confirmed one has not
   */
  async expire(id: string): Promise<boolean> {
    return this.end(id, (order) =>
      this.conclude(
        order,
        { status: statusAfter(order, 'expire'), settled: false },
        { event: 'expired' },
        (extensions) => holdExpired(undefined, { extensions }),
        [new OrderExpired({ orderId: id })],
      ),
    );
  }

  /** Calls an order off. @throws orderStatusConflict when it is too late */
  async cancel(id: string, step: Omit<Step, 'event'>): Promise<Order> {
    return this.transactions.run(async () => {
      const order = await this.orders.find(id);
      if (!order) throw new Error(`Order ${id} has vanished`);
      const change = {
        status: statusAfter(order, 'cancel'),
        nextAction: null,
        settled: false,
      };
      const event = new OrderCancelled({ orderId: id, reason: step.note ?? 'cancelled' });
      const late = (extensions: JsonObject) => orderStatusConflict('It was cancelled', { extensions });
      return this.conclude(order, change, { ...step, event: 'cancelled' }, late, [event]);
    });
  }

  /**
   * Notes where the payment of an order stands that waits for nothing any more; older news than what is known is dropped.
   * @param settled whether nothing is left to be done
   */
  async note(id: string, payment: PaymentState | undefined, settled: boolean): Promise<void> {
    await this.transactions.run(async () => {
      const order = await this.orders.find(id);
      if (!order || order.status === 'pending_payment') return;
      const news = payment && isNews(order.paymentState, payment.status);
      if (news)
        await this.changes.apply(
          order,
          { ...paymentIn(payment), settled: settled || order.settled },
          { event: `payment_${payment.status}` },
        );
      else if (settled) await this.orders.settle(order);
    });
  }

  /** @returns whether the order has come to nothing, after the work or before it */
  private async end(id: string, work: (order: Order) => Promise<Order | undefined>): Promise<boolean> {
    return this.transactions.run(async () => {
      const order = await this.orders.find(id);
      const after = order?.status === 'pending_payment' ? ((await work(order)) ?? order) : order;
      return after?.status === 'cancelled' || after?.status === 'expired';
    });
  }

  /** Ends the attempt that is under way, if one is, and answers who waits for it. */
  private async conclude(
    order: Order,
    change: OrderChange,
    step: Step,
    answer: Answer,
    events: readonly DomainEvent[] = [],
  ): Promise<Order> {
    const { id, attempt } = order;
    const isNewToGuest = attempt !== null && order.userId === null && order.tokenHash === null;
    const token = isNewToGuest ? makeToken(id) : undefined;
    const changed = await this.changes.apply(
      order,
      {
        ...change,
        attempt: null,
        attemptToken: null,
        checkoutKey: null,
        ...(token ? { tokenHash: token.hash } : {}),
      },
      step,
      events,
    );
    if (attempt === null) return changed;
    if (typeof answer === 'function') {
      const extensions = { orderId: id, ...(token ? { orderToken: token.token } : {}) };
      await this.idempotency.settle(attempt, answer(extensions));
    } else {
      const lines = answer.lines ?? (await this.orders.linesOf([id])).get(id) ?? [];
      await this.idempotency.settle(attempt, {
        status: answer.status,
        body: viewOrder(changed, { lines, token: token?.token }),
      });
    }
    return changed;
  }
}

function paymentIn({ id, status, nextAction }: PaymentState): OrderChange {
  const action = nextAction && { type: nextAction.type, url: nextAction.url };
  return { paymentId: id, paymentState: status, nextAction: action ?? null };
}
