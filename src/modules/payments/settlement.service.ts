import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { AttemptsRepository } from './attempts.repository.js';
import { MovementsService } from './movements.service.js';
import { PaymentBook } from './payment-book.service.js';
import type { Payment } from './payment.entity.js';
import { isUndecided } from './payment.js';
import { PaymentsRepository } from './payments.repository.js';
import { ProviderCalls } from './providers/provider-calls.service.js';

/** Milliseconds after which a request that the provider has not heard of will not arrive any more. */
const arrival = 20_000;

/** Finding out what became of things. */
@Injectable()
export class SettlementService {
  private readonly logger = new Logger(SettlementService.name);

  constructor(
    private readonly payments: PaymentsRepository,
    private readonly attempts: AttemptsRepository,
    private readonly book: PaymentBook,
    private readonly calls: ProviderCalls,
    private readonly movements: MovementsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks the provider about a payment, and sends again what is open.
   * @param doubtful ask even if nothing seems open
   * @returns whether everything is known now
   */
  async settle(id: string, doubtful = false): Promise<boolean> {
    const payment = await this.payments.find(id);
    if (!payment || (!doubtful && (await this.isSettled(payment)))) return true;
    if (payment.provider !== this.calls.provider.name) {
      this.logger.error(`Payment ${id} waits for ${payment.provider}, which is not in use here`);
      return false;
    }
    let complete: boolean;
    try {
      complete = await this.ask(payment);
    } catch (error) {
      this.logger.warn(`Payment ${id} could not be asked about: ${String(error)}`);
      return false;
    }
    for (const attempt of await this.attempts.ofPayment(id))
      if (attempt.kind !== 'authorize' && attempt.state === 'open' && attempt.providerReference === null)
        await this.movements.carryOn(attempt);
    const after = await this.payments.find(id);
    if (!after || !complete) return complete;
    await this.payments.adoptWebhooks(payment);
    return this.isSettled(after);
  }

  /** @returns whether the answer could be written down */
  private async ask(payment: Payment): Promise<boolean> {
    const { id, attempt: reference, providerReference } = payment;
    const attempt = await this.attempts.named(id, 'authorize', reference);
    if (!attempt) throw new Error(`Payment ${id} has no authorization`);
    const found = await this.calls.find({
      payment: providerReference,
      key: attempt.providerKey,
      since: attempt.createdAt,
    });
    const lost = attempt.leaseUntil.getTime() + arrival <= this.clock.now().getTime();
    if (found) return (await this.book.hear(id, found)).complete;
    if (lost && isUndecided(payment.status)) await this.book.giveUp(attempt);
    return true;
  }

  private async isSettled(payment: Payment): Promise<boolean> {
    if (isUndecided(payment.status) || (await this.payments.hasEarlyWebhooks(payment))) return false;
    const attempts = await this.attempts.ofPayment(payment.id);
    return !attempts.some(({ kind, state }) => kind !== 'authorize' && state === 'open');
  }
}
