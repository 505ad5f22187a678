import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { isError } from '../../kernel/errors.js';
import type { ReceivedEvent } from '../../platform/events/domain-event.js';
import { Subscribe } from '../../platform/events/subscribe.js';
import { MovementsService } from './movements.service.js';
import { amountTooLarge, paymentStatusConflict } from './payments.errors.js';
import { PaymentUnwanted } from './payments.events.js';
import { PaymentsRepository } from './payments.repository.js';

/** Gives back the money that an order does not want. */
@Injectable()
export class GiveBack {
  constructor(
    private readonly payments: PaymentsRepository,
    private readonly movements: MovementsService,
    private readonly clock: Clock,
  ) {}

  /** Gives back what the payments of an order hold, and what they turn out to hold later; once per reference. */
  async cancel(orderId: string, reference: string): Promise<void> {
    for (const { id } of await this.payments.ofOrder(orderId)) {
      await this.payments.unwant(id, this.clock.now());
      await this.undo(id, reference);
    }
  }

  @Subscribe(PaymentUnwanted, { name: 'payments.give-back', effect: 'external' })
  async undoUnwanted({ payload: { paymentId } }: ReceivedEvent<PaymentUnwanted>): Promise<void> {
    await this.undo(paymentId, 'unwanted');
  }

  /** Voids what is reserved and refunds what is taken. */
  private async undo(id: string, reference: string): Promise<void> {
    const payment = await this.payments.find(id);
    if (!payment) return;
    const { status, currency, captured, refunded, refunding } = payment;
    const rest = { amount: captured - refunded - refunding, currency };
    try {
      if (status === 'authorized' || status === 'requires_action')
        await this.movements.void(id, `cancel:${reference}`);
      else if (rest.amount > 0) {
        const request = { amount: rest, reason: 'The order was called off' };
        await this.movements.refund(id, request, `cancel:${reference}`);
      }
    } catch (error) {
      // Something else moves this payment: when it is done, news of it bring us here again.
      if (!isError(error, paymentStatusConflict) && !isError(error, amountTooLarge)) throw error;
    }
  }
}
