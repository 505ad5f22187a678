import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors.js';
import type { Money } from '../../kernel/money.js';
import type { PageRequest } from '../../platform/database/keyset.js';
import { Transactions } from '../../platform/database/transactions.js';
import type { KeyUse } from '../../platform/http/idempotency/idempotency.interceptor.js';
import { Idempotency } from '../../platform/http/idempotency/idempotency.service.js';
import { type Page, toPage } from '../../platform/http/page.js';
import { AttemptsRepository } from './attempts.repository.js';
import { type Moved, MovementsService } from './movements.service.js';
import type { Payment } from './payment.entity.js';
import { viewPayment, viewRefund } from './payment.view.js';
import type { PaymentView, RefundView } from './payments.dto.js';
import { paymentNotFound, paymentRefused } from './payments.errors.js';
import { type PaymentFilter, PaymentsRepository } from './payments.repository.js';

/** What merchants do with payments. */
@Injectable()
export class PaymentDesk {
  constructor(
    private readonly payments: PaymentsRepository,
    private readonly attempts: AttemptsRepository,
    private readonly movements: MovementsService,
    private readonly idempotency: Idempotency,
    private readonly transactions: Transactions,
  ) {}

  async list(request: PageRequest & PaymentFilter): Promise<Page<PaymentView>> {
    return toPage(await this.payments.page(request, request), request, viewPayment);
  }

  /** @throws paymentNotFound */
  async get(id: string): Promise<PaymentView> {
    return viewPayment(await this.find(id));
  }

  /** @throws paymentNotFound */
  async refundsOf(id: string, request: PageRequest): Promise<Page<RefundView>> {
    const { currency } = await this.find(id);
    const slice = await this.attempts.refunds(id, request);
    return toPage(slice, request, (attempt) => viewRefund(attempt, currency));
  }

  /** @throws paymentNotFound, paymentStatusConflict, amountTooLarge, paymentRefused */
  async capture(id: string, amount: Money | undefined, reference: string): Promise<PaymentView> {
    return this.transactions.apart(async () =>
      viewPayment(unlessRefused(await this.movements.capture(id, amount, reference)).payment),
    );
  }

  /** @throws paymentNotFound, paymentStatusConflict, paymentRefused */
  async void(id: string, reference: string): Promise<PaymentView> {
    return this.transactions.apart(async () =>
      viewPayment(unlessRefused(await this.movements.void(id, reference)).payment),
    );
  }

  /**
   * Refunds once per key. A refund whose outcome is not known yet is answered as `pending`.
   * @throws paymentNotFound, paymentStatusConflict, amountTooLarge, paymentRefused
   */
  async refund(id: string, request: { amount: Money; reason: string }, key: KeyUse): Promise<RefundView> {
    try {
      const { payment, attempt } = unlessRefused(await this.movements.refund(id, request, key.id));
      if (!attempt) throw new Error(`Refund ${key.id} of payment ${id} is gone`);
      const view = viewRefund(attempt, payment.currency);
      await this.idempotency.settle(key.id, { status: 201, body: view });
      return view;
    } catch (error) {
      if (!(error instanceof DomainError)) key.keep();
      throw error;
    }
  }

  private async find(id: string): Promise<Payment> {
    const payment = await this.payments.find(id);
    if (!payment) throw paymentNotFound();
    return payment;
  }
}

function unlessRefused(moved: Moved): Moved {
  if (moved.refused !== undefined) throw paymentRefused(`The provider's reason: ${moved.refused}`);
  return moved;
}
