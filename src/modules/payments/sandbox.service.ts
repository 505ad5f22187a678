import { Injectable } from '@nestjs/common';
import { PaymentBook } from './payment-book.service.js';
import type { PaymentStatus } from './payments.contract.js';
import { paymentNotFound } from './payments.errors.js';
import { PaymentsRepository } from './payments.repository.js';
import { PaymentProvider, type ProviderPayment } from './providers/payment-provider.js';

/** What the sandbox's page needs of the sandbox; other providers have pages of their own. */
interface Challenger {
  answer(id: string, approve: boolean): Promise<ProviderPayment | undefined>;
}

/** Stands in for the page on which a bank asks the buyer to confirm a payment. */
@Injectable()
export class SandboxService {
  constructor(
    private readonly provider: PaymentProvider,
    private readonly payments: PaymentsRepository,
    private readonly book: PaymentBook,
  ) {}

  /** Takes the buyer's answer. @returns how the payment stands then @throws paymentNotFound */
  async answer(reference: string, approve: boolean): Promise<PaymentStatus> {
    const payment = await this.payments.findByReference('sandbox', reference);
    if (!payment || !isChallenger(this.provider)) throw paymentNotFound();
    const news = await this.provider.answer(reference, approve);
    if (!news) return payment.status;
    return (await this.book.hear(payment.id, { payment: news })).payment.status;
  }
}

function isChallenger(provider: object): provider is Challenger {
  return 'answer' in provider && typeof provider.answer === 'function';
}
