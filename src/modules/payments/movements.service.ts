import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import type { Money } from '../../kernel/money.js';
import { Transactions } from '../../platform/database/transactions.js';
import { unavailable, validationFailed } from '../../platform/http/errors.js';
import { AttemptsRepository } from './attempts.repository.js';
import { PaymentBook, type Word } from './payment-book.service.js';
import type { Payment, PaymentAttempt } from './payment.entity.js';
import { requireCapturable, requireVoidable } from './payment.js';
import { amountTooLarge, paymentNotFound, paymentStatusConflict } from './payments.errors.js';
import { PaymentsRepository } from './payments.repository.js';
import { ProviderRefused } from './providers/payment-provider.js';
import { callTimes, leaseFrom, ProviderCalls } from './providers/provider-calls.service.js';

/** What became of a movement: `refused` is the provider's reason when it said no. */
export interface Moved {
  readonly payment: Payment;
  readonly attempt?: PaymentAttempt;
  readonly refused?: string;
}

type Kind = 'capture' | 'void' | 'refund';

/**
 * Moving money that is reserved or taken. Each movement is stored and reserved in the books first, then sent; sent again
 * with its reference, it is the same movement.
 */
@Injectable()
export class MovementsService {
  private readonly logger = new Logger(MovementsService.name);

  constructor(
    private readonly payments: PaymentsRepository,
    private readonly attempts: AttemptsRepository,
    private readonly book: PaymentBook,
    private readonly calls: ProviderCalls,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes all of an authorized payment, or a part of it. One that has been captured with this amount stays as it is.
   * @throws paymentNotFound, paymentStatusConflict, amountTooLarge
   */
  async capture(id: string, amount: Money | undefined, reference: string): Promise<Moved> {
    return this.move(id, 'capture', reference, async (payment) => {
      requireCurrency(payment, amount);
      const sum = amount?.amount ?? payment.amount;
      if (sum > payment.amount) throw amountTooLarge(`At most ${payment.amount} is authorized`);
      if (payment.captured === sum) return null;
      if (!(await this.payments.begin(id, 'capture', ['authorized'], this.clock.now()))) {
        requireCapturable(payment);
        throw busy(payment);
      }
      return { amount: sum, reason: null };
    });
  }

  /** Gives up what is reserved. @throws paymentNotFound, paymentStatusConflict */
  async void(id: string, reference: string): Promise<Moved> {
    return this.move(id, 'void', reference, async (payment) => {
      if (payment.status === 'voided') return null;
      const from = ['authorized', 'requires_action'] as const;
      if (!(await this.payments.begin(id, 'void', from, this.clock.now()))) {
        requireVoidable(payment);
        throw busy(payment);
      }
      return { amount: payment.amount, reason: null };
    });
  }

  /** Gives back a part of what was taken. @throws paymentNotFound, paymentStatusConflict, amountTooLarge */
  async refund(
    id: string,
    request: { amount: Money; reason: string | null },
    reference: string,
  ): Promise<Moved> {
    const { amount, reason } = request;
    return this.move(id, 'refund', reference, async (payment) => {
      requireCurrency(payment, amount);
      if (payment.captured === 0)
        throw paymentStatusConflict(`Only captured money can be refunded; this payment is ${payment.status}`);
      if (!(await this.payments.reserveRefund(id, amount.amount, this.clock.now())))
        throw amountTooLarge(
          `At most ${payment.captured - payment.refunded - payment.refunding} can be refunded`,
        );
      return { amount: amount.amount, reason };
    });
  }

  /** Sends an open movement that nobody is sending. @returns undefined when somebody is */
  async carryOn(attempt: PaymentAttempt): Promise<Moved | undefined> {
    const now = this.clock.now();
    if (!(await this.attempts.claim(attempt.id, now, leaseFrom(now)))) return undefined;
    const payment = await this.payments.find(attempt.paymentId);
    return payment ? this.send(payment, attempt) : undefined;
  }

  /** @param begin reserves in the books; null when there is nothing left to do */
  private async move(
    id: string,
    kind: Kind,
    reference: string,
    begin: (payment: Payment) => Promise<{ amount: number; reason: string | null } | null>,
  ): Promise<Moved> {
    const begun = await this.transactions.run(async () => {
      const payment = await this.payments.find(id);
      if (!payment) throw paymentNotFound();
      this.requireProvider(payment);
      const known = await this.attempts.named(id, kind, reference);
      if (known) return { attempt: known };
      const request = await begin(payment);
      if (!request) return null;
      const now = this.clock.now();
      const attempt: PaymentAttempt = {
        ...request,
        id: newId(),
        paymentId: id,
        kind,
        reference,
        providerKey: newId(),
        providerReference: null,
        state: 'open',
        code: null,
        leaseUntil: leaseFrom(now),
        createdAt: now,
        updatedAt: now,
      };
      await this.attempts.add(attempt);
      await this.book.expect(id, 0, callTimes.lease);
      return { attempt, payment };
    });
    if (!begun) return this.current(id);
    const { attempt, payment } = begun;
    // A new attempt is ours to send; its lease began with it.
    if (payment) return this.send(payment, attempt);
    const moved = attempt.state === 'open' ? await this.carryOn(attempt) : undefined;
    return moved ?? this.current(id, attempt.id);
  }

  private async send(payment: Payment, attempt: PaymentAttempt): Promise<Moved> {
    let word: Word;
    try {
      word = await this.ask(payment, attempt);
    } catch (error) {
      if (error instanceof ProviderRefused) {
        await this.book.refuse(attempt, error.code);
      } else {
        this.logger.warn(`The outcome of ${attempt.kind} ${attempt.id} is not known: ${String(error)}`);
        await this.book.doubt(attempt);
      }
      return this.current(payment.id, attempt.id);
    }
    const { payment: after } = await this.book.hear(payment.id, word);
    return this.told(after, attempt.id);
  }

  private async ask(payment: Payment, { kind, amount, providerKey }: PaymentAttempt): Promise<Word> {
    const reference = payment.providerReference ?? '';
    if (kind === 'refund') {
      const refund = await this.calls.send(providerKey, (provider, call) =>
        provider.refund({ payment: reference, amount }, call),
      );
      return { refunds: [{ ...refund, key: providerKey }] };
    }
    const news = await this.calls.send(providerKey, (provider, call) =>
      kind === 'capture'
        ? provider.capture({ payment: reference, amount }, call)
        : provider.void({ payment: reference }, call),
    );
    return { payment: news };
  }

  private async current(paymentId: string, attemptId?: string): Promise<Moved> {
    const payment = await this.payments.find(paymentId);
    if (!payment) throw paymentNotFound();
    return this.told(payment, attemptId);
  }

  private async told(payment: Payment, attemptId?: string): Promise<Moved> {
    const attempt =
      attemptId === undefined ? undefined : ((await this.attempts.find(attemptId)) ?? undefined);
    return {
      payment,
      attempt,
      ...(attempt?.state === 'refused' ? { refused: attempt.code ?? 'refused' } : {}),
    };
  }

  private requireProvider({ provider }: Payment): void {
    if (provider !== this.calls.provider.name)
      throw unavailable(`The payment was made through ${provider}, which is not in use here`);
  }
}

function requireCurrency({ currency }: Payment, amount: Money | undefined): void {
  if (amount === undefined || amount.currency === currency) return;
  const message = `The payment is in ${currency}`;
  throw validationFailed(message, {
    fields: [{ field: 'amount.currency', code: 'wrong_currency', message }],
  });
}

function busy({ operation, unwanted }: Payment): Error {
  return paymentStatusConflict(
    operation === null && unwanted
      ? 'The order does not want this payment any more'
      : 'A capture or void of this payment is under way',
  );
}
