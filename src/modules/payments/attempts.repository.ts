import { Injectable } from '@nestjs/common';
import { LessThanOrEqual } from 'typeorm';
import { isDuplicate } from '../../platform/database/errors.js';
import { keysetPage, type PageRequest, type Slice, type Sorts } from '../../platform/database/keyset.js';
import { Transactions } from '../../platform/database/transactions.js';
import { PaymentAttempt } from './payment.entity.js';
import type { AttemptState } from './payment.js';

const sorts: Sorts<PaymentAttempt> = {
  createdAt: { column: 'attempt.createdAt', type: 'timestamp', value: (attempt) => attempt.createdAt },
};

/** The only code that queries what was asked of providers. */
@Injectable()
export class AttemptsRepository {
  constructor(private readonly transactions: Transactions) {}

  /** @returns whether it was added: false when it is known already */
  async add(attempt: PaymentAttempt): Promise<boolean> {
    try {
      await this.attempts.insert(attempt);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  async find(id: string): Promise<PaymentAttempt | null> {
    return this.attempts.findOneBy({ id });
  }

  async named(
    paymentId: string,
    kind: PaymentAttempt['kind'],
    reference: string,
  ): Promise<PaymentAttempt | null> {
    return this.attempts.findOneBy({ paymentId, kind, reference });
  }

  async findByKey(providerKey: string): Promise<PaymentAttempt | null> {
    return this.attempts.findOneBy({ providerKey });
  }

  /** All of a payment, the oldest first. */
  async ofPayment(paymentId: string): Promise<PaymentAttempt[]> {
    return this.attempts.find({ where: { paymentId }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  /** The refunds of a payment. */
  async refunds(paymentId: string, request: PageRequest): Promise<Slice<PaymentAttempt>> {
    const query = this.attempts.createQueryBuilder('attempt').where({ paymentId, kind: 'refund' });
    return keysetPage(query, request, sorts);
  }

  /**
   * Takes an open attempt that nobody is busy with, to send it.
   * @returns whether it is ours until the lease ends
   */
  async claim(id: string, now: Date, leaseUntil: Date): Promise<boolean> {
    const { affected } = await this.attempts.update(
      { id, state: 'open', leaseUntil: LessThanOrEqual(now) },
      { leaseUntil, updatedAt: now },
    );
    return affected === 1;
  }

  /** Ends the lease of an attempt whose answer was lost. */
  async yield(id: string, now: Date): Promise<void> {
    await this.attempts.update({ id, state: 'open' }, { leaseUntil: now, updatedAt: now });
  }

  /** Notes an outcome, if the attempt is still in the state it was read in. @returns whether it was */
  async conclude(
    { id, state }: PaymentAttempt,
    outcome: { state: AttemptState; code?: string | null; providerReference?: string },
    now: Date,
  ): Promise<boolean> {
    const { affected } = await this.attempts.update({ id, state }, { ...outcome, updatedAt: now });
    return affected === 1;
  }

  private get attempts() {
    return this.transactions.manager.getRepository(PaymentAttempt);
  }
}
