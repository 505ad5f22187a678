import { Injectable } from '@nestjs/common';
import { Transactions } from '../../platform/database/transactions.js';
import type { ReceivedEvent } from '../../platform/events/domain-event.js';
import { Subscribe } from '../../platform/events/subscribe.js';
import { firstQuestion, PaymentBook } from './payment-book.service.js';
import { PaymentUnsettled } from './payments.events.js';
import { PaymentsRepository } from './payments.repository.js';
import { SettlementService } from './settlement.service.js';

/** The wait after a question that was not answered doubles each time, from one second up to this, in milliseconds. */
const longestWait = 300_000;

/** Asks what became of a payment when it is time to, until everything about it is known. */
@Injectable()
export class SettlementSchedule {
  constructor(
    private readonly settlement: SettlementService,
    private readonly payments: PaymentsRepository,
    private readonly book: PaymentBook,
    private readonly transactions: Transactions,
  ) {}

  /** Asks, and plans the next question while anything is open. */
  @Subscribe(PaymentUnsettled, { name: 'payments.ask-provider', effect: 'external' })
  async askWhenDue({ payload }: ReceivedEvent<PaymentUnsettled>): Promise<void> {
    const { paymentId, asked, doubtful } = payload;
    if (await this.settlement.settle(paymentId, doubtful)) return;
    const wait = Math.min(firstQuestion * 2 ** asked, longestWait);
    await this.transactions.run(async () => {
      if (await this.payments.countQuestion(paymentId, asked))
        await this.book.expect(paymentId, asked + 1, wait, doubtful);
    });
  }
}
