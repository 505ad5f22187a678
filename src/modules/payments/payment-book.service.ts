import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { Transactions } from '../../platform/database/transactions.js';
import { Events } from '../../platform/events/events.js';
import { AttemptsRepository } from './attempts.repository.js';
import type { Payment, PaymentAttempt } from './payment.entity.js';
import {
  type AttemptState,
  isLive,
  isUndecided,
  laterState,
  learn,
  phaseOf,
  refundedTo,
  type Standing,
} from './payment.js';
import { paymentNotFound } from './payments.errors.js';
import {
  PaymentAuthorized,
  PaymentCaptured,
  PaymentFailed,
  PaymentRefunded,
  PaymentUnsettled,
  PaymentUnwanted,
} from './payments.events.js';
import { type PaymentChange, PaymentsRepository } from './payments.repository.js';
import type { ProviderPayment, ProviderRefund } from './providers/payment-provider.js';

/** What a provider said: of a payment, of its refunds, or of both. */
export interface Word {
  readonly payment?: ProviderPayment;
  readonly refunds?: readonly ProviderRefund[];
}

/** The code of a payment that the provider knows nothing of. */
const notReceived = 'not_received';
/** Where a payment holds the buyer's money. */
const held: ReadonlySet<string> = new Set(['authorized', 'captured']);
/** How long to wait before the provider is asked after it gave no answer, in milliseconds. */
export const firstQuestion = 1_000;

/**
 * Our books: the one place where the word of a provider changes a payment. The client's own request, webhooks and answers
 * to questions all come through here, and in any order they lead to the same end.
 */
@Injectable()
export class PaymentBook {
  constructor(
    private readonly payments: PaymentsRepository,
    private readonly attempts: AttemptsRepository,
    private readonly events: Events,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes down what the provider said.
   * @returns the payment, and whether all of it could be written down: news of a refund may overtake that of its capture
   */
  async hear(paymentId: string, word: Word): Promise<{ payment: Payment; complete: boolean }> {
    let understood = true;
    const changed = await this.change(paymentId, async (payment) => {
      const { payment: news } = word;
      const attempts = await this.attempts.ofPayment(payment.id);
      const learned = news ? learn(payment, news) : payment;
      const { refunded, refunding, complete } = await this.hearRefunds(payment, learned, attempts, word);
      const standing = refundedTo(learned, refunded);
      await this.concludeOperations(standing, attempts);
      understood = complete;
      const over = ['captured', 'voided'].includes(phaseOf(standing.status));
      return {
        ...standing,
        refunding,
        providerReference: payment.providerReference ?? news?.reference ?? null,
        declineCode: news?.declineCode ?? payment.declineCode,
        nextActionUrl:
          standing.status === 'requires_action' ? (news?.nextActionUrl ?? payment.nextActionUrl) : null,
        operation: over ? null : payment.operation,
      };
    });
    return { payment: changed, complete: understood };
  }

  /** Notes that an answer was lost, and asks for it soon. */
  async doubt(attempt: PaymentAttempt): Promise<Payment> {
    return this.change(attempt.paymentId, async (payment) => {
      await this.attempts.yield(attempt.id, this.clock.now());
      await this.expect(payment.id, payment.asked, firstQuestion);
      return attempt.kind === 'authorize' ? learn(payment, { phase: 'unknown', captured: 0 }) : {};
    });
  }

  /** Notes that the provider has never heard of a payment: nothing was charged. */
  async giveUp(attempt: PaymentAttempt): Promise<Payment> {
    return this.change(attempt.paymentId, async (payment) => {
      if (!isUndecided(payment.status)) return {};
      await this.attempts.conclude(attempt, { state: 'refused', code: notReceived }, this.clock.now());
      return {
        ...learn(payment, { phase: 'failed', captured: 0 }),
        declineCode: notReceived,
        nextActionUrl: null,
      };
    });
  }

  /** Notes that the provider refused a capture, void or refund; what was reserved for it is free again. */
  async refuse(attempt: PaymentAttempt, code: string): Promise<Payment> {
    return this.change(attempt.paymentId, async (payment) => {
      if (!(await this.attempts.conclude(attempt, { state: 'refused', code }, this.clock.now()))) return {};
      if (payment.unwanted) await this.events.publish(new PaymentUnwanted({ paymentId: payment.id }));
      return attempt.kind === 'refund'
        ? { refunding: payment.refunding - attempt.amount }
        : { operation: null };
    });
  }

  /** Plans the next question to the provider, in so many milliseconds. Inside a transaction. */
  async expect(paymentId: string, asked: number, wait: number, doubtful = false): Promise<void> {
    const dueAt = new Date(this.clock.now().getTime() + wait);
    await this.events.publish(new PaymentUnsettled({ paymentId, asked, doubtful }), { dueAt });
  }

  private async change(id: string, work: (payment: Payment) => Promise<PaymentChange>): Promise<Payment> {
    return this.transactions.run(async () => {
      const payment = await this.payments.lock(id);
      if (!payment) throw paymentNotFound();
      const before = { ...payment };
      const next = await this.settleClaims(payment, await work(payment));
      const changed = Object.entries(next).some(([name, value]) => payment[name as keyof Payment] !== value);
      if (!changed) return payment;
      const after = await this.payments.change(payment, { ...next, updatedAt: this.clock.now() });
      await this.announce(before, after);
      return after;
    });
  }

  /** Only one payment of an order is live. One that turns out to be charged besides it is unwanted. */
  private async settleClaims(payment: Payment, change: PaymentChange): Promise<PaymentChange> {
    const live = isLive(change.status ?? payment.status);
    if (!live || payment.liveOrderId !== null)
      return { ...change, liveOrderId: live ? payment.liveOrderId : null };
    const surplus = payment.unwanted || (await this.payments.hasOtherLive(payment));
    return { ...change, unwanted: surplus, liveOrderId: surplus ? null : payment.orderId };
  }

  private async hearRefunds(
    payment: Payment,
    { captured }: Standing,
    attempts: readonly PaymentAttempt[],
    word: Word,
  ): Promise<{ refunded: number; refunding: number; complete: boolean }> {
    const sums = { done: payment.refunded, open: payment.refunding, refused: 0 };
    let complete = true;
    for (const refund of word.refunds ?? []) {
      const known = attempts.find(
        ({ kind, providerKey, providerReference }) =>
          kind === 'refund' && (providerKey === refund.key || providerReference === refund.reference),
      );
      if (!known && refund.state !== 'refused' && sums.done + sums.open + refund.amount > captured) {
        complete = false;
        continue;
      }
      const attempt = known ?? (await this.noteForeign(payment, refund));
      const state = laterState(attempt.state, refund.state);
      if (known) {
        const outcome = { state, code: refund.code ?? known.code, providerReference: refund.reference };
        await this.attempts.conclude(known, outcome, this.clock.now());
        sums[known.state] -= known.amount;
      }
      sums[state] += attempt.amount;
      if (!known && state === 'open') complete = false;
      if (state === 'done' && known?.state !== 'done') await this.announceRefund(payment, attempt.amount);
    }
    return { refunded: sums.done, refunding: sums.open, complete };
  }

  /** A refund that was made elsewhere, such as in the provider's dashboard. */
  private async noteForeign(payment: Payment, refund: ProviderRefund): Promise<PaymentAttempt> {
    const now = this.clock.now();
    const attempt: PaymentAttempt = {
      id: newId(),
      paymentId: payment.id,
      kind: 'refund',
      reference: `provider:${refund.reference}`,
      providerKey: `provider:${refund.reference}`,
      providerReference: refund.reference,
      amount: refund.amount,
      reason: null,
      state: refund.state,
      code: refund.code ?? null,
      leaseUntil: now,
      createdAt: now,
      updatedAt: now,
    };
    await this.attempts.add(attempt);
    return attempt;
  }

  private async concludeOperations({ status }: Standing, attempts: readonly PaymentAttempt[]): Promise<void> {
    const phase = phaseOf(status);
    const outcomes: Partial<Record<PaymentAttempt['kind'], AttemptState>> = {
      ...(isUndecided(status) ? {} : { authorize: phase === 'declined' ? 'refused' : 'done' }),
      ...(phase === 'captured' ? { capture: 'done', void: 'refused' } : {}),
      ...(phase === 'voided' ? { capture: 'refused', void: 'done' } : {}),
    };
    for (const attempt of attempts) {
      const state = outcomes[attempt.kind];
      if (attempt.state !== 'open' || state === undefined) continue;
      const code = state === 'refused' ? phase : null;
      await this.attempts.conclude(attempt, { state, code }, this.clock.now());
    }
  }

  private async announce(before: Payment, after: Payment): Promise<void> {
    const { id: paymentId, orderId } = after;
    const [was, is] = [phaseOf(before.status), phaseOf(after.status)];
    if (was === is) return;
    if (after.unwanted && ['requires_action', 'authorized', 'captured'].includes(is)) {
      await this.events.publish(new PaymentUnwanted({ paymentId }));
      return;
    }
    if (held.has(is) && !held.has(was))
      await this.events.publish(new PaymentAuthorized({ orderId, paymentId }));
    if (is === 'captured') await this.events.publish(new PaymentCaptured({ orderId, paymentId }));
    if (['declined', 'failed'].includes(is) || (is === 'voided' && was !== 'authorized'))
      await this.events.publish(new PaymentFailed({ orderId, paymentId, code: after.declineCode ?? is }));
  }

  private async announceRefund({ id, orderId, currency }: Payment, amount: number): Promise<void> {
    await this.events.publish(new PaymentRefunded({ orderId, paymentId: id, amount, currency }));
  }
}
