import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import type { ReceivedEvent } from '../../../platform/events/domain-event.js';
import { Subscribe } from '../../../platform/events/subscribe.js';
import { HoldExpired } from '../../inventory/index.js';
import { PaymentAuthorized, PaymentCaptured, PaymentFailed, PaymentRefunded } from '../../payments/index.js';
import type { PaymentStateName } from '../orders/order.js';
import { OrderConfirmed, OrderExpired, OrderFulfilled } from '../orders.events.js';
import { CheckoutOutcomes } from './checkout-outcomes.service.js';
import { OrderSettlement } from './order-settlement.service.js';

interface PaymentNews {
  readonly orderId: string;
  readonly paymentId: string;
}

/** What orders hear, of themselves and of others. */
@Injectable()
export class CheckoutEvents {
  constructor(
    private readonly outcomes: CheckoutOutcomes,
    private readonly settlement: OrderSettlement,
    private readonly clock: Clock,
  ) {}

  @Subscribe(HoldExpired, { name: 'orders.expire', effect: 'transactional' })
  async expire({ payload }: ReceivedEvent<HoldExpired>): Promise<void> {
    await this.outcomes.expire(payload.orderId);
  }

  @Subscribe(OrderExpired, { name: 'orders.undo-expired', effect: 'external' })
  async undo({ payload }: ReceivedEvent<OrderExpired>): Promise<void> {
    await this.settlement.settle(payload.orderId);
  }

  @Subscribe(OrderConfirmed, { name: 'orders.capture-confirmed', effect: 'external' })
  async captureConfirmed({ payload }: ReceivedEvent<OrderConfirmed>): Promise<void> {
    if (payload.captureAutomatically) await this.settlement.settle(payload.orderId);
  }

  @Subscribe(OrderFulfilled, { name: 'orders.capture-fulfilled', effect: 'external' })
  async captureFulfilled({ payload }: ReceivedEvent<OrderFulfilled>): Promise<void> {
    await this.settlement.settle(payload.orderId);
  }

  @Subscribe(PaymentAuthorized, { name: 'orders.follow-authorized', effect: 'external' })
  async followAuthorized({ payload }: ReceivedEvent<PaymentAuthorized>): Promise<void> {
    await this.follow(payload, 'authorized');
  }

  @Subscribe(PaymentCaptured, { name: 'orders.follow-captured', effect: 'external' })
  async followCaptured({ payload }: ReceivedEvent<PaymentCaptured>): Promise<void> {
    await this.follow(payload, 'captured');
  }

  @Subscribe(PaymentFailed, { name: 'orders.follow-failed', effect: 'external' })
  async followFailed({ payload }: ReceivedEvent<PaymentFailed>): Promise<void> {
    await this.follow(payload);
  }

  @Subscribe(PaymentRefunded, { name: 'orders.follow-refunded', effect: 'external' })
  async followRefunded({ payload }: ReceivedEvent<PaymentRefunded>): Promise<void> {
    await this.follow(payload);
  }

  private async follow({ orderId, paymentId }: PaymentNews, state?: PaymentStateName): Promise<void> {
    const now = this.clock.now();
    await this.settlement.follow(orderId, { paymentId, state }, ({ checkAt }) => checkAt <= now);
  }
}
