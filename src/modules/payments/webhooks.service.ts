import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { AttemptsRepository } from './attempts.repository.js';
import { firstQuestion, PaymentBook } from './payment-book.service.js';
import { providerNotFound } from './payments.errors.js';
import { PaymentsRepository } from './payments.repository.js';
import { PaymentProvider, type ProviderMessage, type SignedRequest } from './providers/payment-provider.js';

/** Hearing what a provider tells on its own. */
@Injectable()
export class WebhooksService {
  private readonly logger = new Logger(WebhooksService.name);

  constructor(
    private readonly provider: PaymentProvider,
    private readonly payments: PaymentsRepository,
    private readonly attempts: AttemptsRepository,
    private readonly book: PaymentBook,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Verifies a message and writes down what it says, once. Messages about payments of others do nothing; one that only
   * turns out to be ours later makes us ask then.
   * @throws providerNotFound, webhookSignatureInvalid
   */
  async receive(provider: string, request: SignedRequest): Promise<void> {
    if (provider !== this.provider.name) throw providerNotFound();
    const message = this.provider.read(request, this.clock.now());
    await this.transactions.run(async () => {
      const paymentId = await this.paymentOf(message);
      const { id: eventId, type, payment, refund } = message;
      const reference = payment?.reference ?? refund?.payment ?? null;
      const receivedAt = this.clock.now();
      const webhook = { provider, eventId, type, reference, paymentId, receivedAt };
      if (!(await this.payments.noteWebhook(webhook))) return;
      if (paymentId === null) this.logger.log(`${provider} told of a payment that is not known: ${type}`);
      else await this.hear(paymentId, message);
    });
  }

  private async hear(paymentId: string, { payment, refund }: ProviderMessage): Promise<void> {
    if (!payment && !refund) return;
    const heard = await this.book.hear(paymentId, { payment, refunds: refund ? [refund] : [] });
    if (!heard.complete) await this.book.expect(paymentId, heard.payment.asked, firstQuestion, true);
  }

  /** By the key of its authorization: news may overtake the answer that tells the provider's own id. */
  private async paymentOf({ payment, refund }: ProviderMessage): Promise<string | null> {
    const key = payment?.key ?? refund?.key;
    const attempt = key === undefined ? null : await this.attempts.findByKey(key);
    if (attempt) return attempt.paymentId;
    const reference = payment?.reference ?? refund?.payment;
    if (reference === undefined) return null;
    return (await this.payments.findByReference(this.provider.name, reference))?.id ?? null;
  }
}
