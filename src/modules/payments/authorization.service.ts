import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import type { Money } from '../../kernel/money.js';
import { ConcurrentUpdate } from '../../platform/database/errors.js';
import { Transactions } from '../../platform/database/transactions.js';
import { validationFailed } from '../../platform/http/errors.js';
import { AttemptsRepository } from './attempts.repository.js';
import { PaymentBook, type Word } from './payment-book.service.js';
import type { Payment, PaymentAttempt } from './payment.entity.js';
import { PaymentsRepository } from './payments.repository.js';
import { ProviderRefused } from './providers/payment-provider.js';
import { callTimes, leaseFrom, ProviderCalls } from './providers/provider-calls.service.js';

/** A try to pay an order. */
export interface Authorization {
  readonly orderId: string;
  readonly attempt: string;
  readonly amount: Money;
  readonly token: string;
}

/** Reserving money for an order. */
@Injectable()
export class AuthorizationService {
  private readonly logger = new Logger(AuthorizationService.name);

  constructor(
    private readonly payments: PaymentsRepository,
    private readonly attempts: AttemptsRepository,
    private readonly book: PaymentBook,
    private readonly calls: ProviderCalls,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores the attempt, then asks the provider. A repeated attempt is sent again only while its outcome is open and nobody
   * else is sending it, with the same key.
   * @returns the payment of the attempt, or another one of the order that is live: then nothing is sent
   */
  async authorize(request: Authorization): Promise<Payment> {
    const { payment, begun } = await this.begin(request);
    if (payment.attempt !== request.attempt) return payment;
    const attempt = begun ?? (await this.claim(payment));
    return attempt ? this.send(payment, attempt, request.token) : payment;
  }

  /** @returns the payment, and its attempt when it is new: it is ours to send */
  private async begin({
    orderId,
    attempt,
    amount,
  }: Authorization): Promise<{ payment: Payment; begun?: PaymentAttempt }> {
    if (amount.amount < 1) throw validationFailed('There is nothing to pay');
    return this.transactions.run(async () => {
      const now = this.clock.now();
      const payment: Payment = {
        id: newId(),
        orderId,
        attempt,
        provider: this.calls.provider.name,
        providerReference: null,
        amount: amount.amount,
        currency: amount.currency,
        captured: 0,
        refunded: 0,
        refunding: 0,
        status: 'pending',
        nextActionUrl: null,
        declineCode: null,
        operation: null,
        unwanted: false,
        liveOrderId: orderId,
        asked: 0,
        version: 1,
        createdAt: now,
        updatedAt: now,
      };
      if (!(await this.payments.add(payment))) {
        const known = await this.payments.findFor(orderId, attempt);
        if (known) return { payment: known };
        throw new ConcurrentUpdate(`payment of order ${orderId}`);
      }
      const begun: PaymentAttempt = {
        id: newId(),
        paymentId: payment.id,
        kind: 'authorize',
        reference: attempt,
        providerKey: payment.id,
        providerReference: null,
        amount: amount.amount,
        reason: null,
        state: 'open',
        code: null,
        leaseUntil: leaseFrom(now),
        createdAt: now,
        updatedAt: now,
      };
      await this.attempts.add(begun);
      await this.book.expect(payment.id, 0, callTimes.lease);
      return { payment, begun };
    });
  }

  private async claim({ id, attempt: reference, status }: Payment): Promise<PaymentAttempt | null> {
    if (status !== 'pending' && status !== 'unknown') return null;
    const attempt = await this.attempts.named(id, 'authorize', reference);
    const now = this.clock.now();
    return attempt && (await this.attempts.claim(attempt.id, now, leaseFrom(now))) ? attempt : null;
  }

  private async send(payment: Payment, attempt: PaymentAttempt, token: string): Promise<Payment> {
    const { orderId, amount, currency } = payment;
    let word: Word;
    try {
      word = {
        payment: await this.calls.send(attempt.providerKey, (provider, call) =>
          provider.authorize({ amount: { amount, currency }, token, orderId }, call),
        ),
      };
    } catch (error) {
      if (!(error instanceof ProviderRefused)) {
        this.logger.warn(`The outcome of payment ${payment.id} is not known: ${String(error)}`);
        return this.book.doubt(attempt);
      }
      word = { payment: { reference: '', phase: 'declined', captured: 0, declineCode: error.code } };
    }
    return (await this.book.hear(payment.id, word)).payment;
  }
}
