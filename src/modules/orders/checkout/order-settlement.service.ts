import { Injectable } from '@nestjs/common';
import { Configuration } from '../../../platform/config/configuration.js';
import { Payments } from '../../payments/index.js';
import { currentPayment, isNews, meaningOf, type PaymentStateName } from '../orders/order.js';
import type { Order } from '../orders/order.entity.js';
import { OrdersRepository } from '../orders/orders.repository.js';
import { CheckoutService } from './checkout.service.js';
import { CheckoutOutcomes } from './checkout-outcomes.service.js';
import { OrderUndo } from './order-undo.service.js';

/** Brings orders to rest that nobody waits for. Everything here may be done again without harm. */
@Injectable()
export class OrderSettlement {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly checkout: CheckoutService,
    private readonly outcomes: CheckoutOutcomes,
    private readonly undo: OrderUndo,
    private readonly payments: Payments,
    private readonly configuration: Configuration,
  ) {}

  /** Does what is left to be done for an order. */
  async settle(id: string): Promise<void> {
    const order = await this.orders.find(id);
    switch (order?.status) {
      case undefined:
        return;
      case 'pending_payment':
        return order.attempt === null ? this.ask(order) : this.checkout.carryOn(order);
      case 'confirmed':
      case 'completed':
        return this.capture(order);
      case 'cancelled':
      case 'expired':
        return this.outcomes.note(id, currentPayment(await this.undo.run(order)), true);
    }
  }

  /**
   * Takes in the news of a payment, which may come late, twice, or ahead of the buyer's own request.
   * @param news the payment, and the state that is reported where it is certain
   * @param isLate whether the request that pays now should have ended by itself
   */
  async follow(
    id: string,
    news: { paymentId: string; state?: PaymentStateName },
    isLate: (order: Order) => boolean,
  ): Promise<void> {
    const order = await this.orders.find(id);
    if (!order || (order.attempt !== null && !isLate(order)) || isOld(order, news)) return;
    const { payments } = await this.payments.find({ orderId: id });
    const payment = currentPayment(payments);
    if (!payment) return;
    if (order.status === 'pending_payment') return this.checkout.conclude(order, payment);
    const isUndone = order.status === 'cancelled' || order.status === 'expired';
    if (isUndone && meaningOf(payment.status) === 'paid') await this.undo.run(order);
    else await this.outcomes.note(id, payment, false);
  }

  private async ask(order: Order): Promise<void> {
    const { payments } = await this.payments.settle({ orderId: order.id });
    const payment = currentPayment(payments);
    if (payment) await this.checkout.conclude(order, payment);
  }

  private async capture({ id, paymentId, fulfillmentStatus }: Order): Promise<void> {
    const isDue = fulfillmentStatus !== 'unfulfilled' || this.configuration.checkout.capture === 'automatic';
    const { payments } = await this.payments.find({ orderId: id });
    const found = payments.find((payment) => payment.id === paymentId);
    const payment =
      isDue && found?.status === 'authorized'
        ? await this.payments.capture({ paymentId: found.id, reference: `capture:${id}` })
        : found;
    await this.outcomes.note(id, payment, !isDue || payment?.status !== 'authorized');
  }
}

/** Whether a paid order knows as much or more of this payment: most news are of what was done for the order itself. */
function isOld(
  { status, paymentId, paymentState }: Order,
  news: { paymentId: string; state?: PaymentStateName },
): boolean {
  if ((status !== 'confirmed' && status !== 'completed') || paymentId !== news.paymentId) return false;
  return news.state !== undefined && !isNews(paymentState, news.state);
}
