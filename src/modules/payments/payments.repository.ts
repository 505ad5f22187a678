import { Injectable } from '@nestjs/common';
import { In, IsNull, LessThan } from 'typeorm';
import { isId } from '../../kernel/ids.js';
import { dialectOf } from '../../platform/database/dialect.js';
import { ConcurrentUpdate, isDuplicate } from '../../platform/database/errors.js';
import { keysetPage, type PageRequest, type Slice, type Sorts } from '../../platform/database/keyset.js';
import { Transactions } from '../../platform/database/transactions.js';
import { Payment, ReceivedWebhook } from './payment.entity.js';
import type { PaymentStatus } from './payment.js';

/** Which payments a list holds. */
export interface PaymentFilter {
  readonly orderId?: string;
  readonly status?: PaymentStatus;
}

/** What the provider's word may change. */
export type PaymentChange = Partial<
  Omit<Payment, 'id' | 'orderId' | 'attempt' | 'provider' | 'amount' | 'currency' | 'version' | 'createdAt'>
>;

const sorts: Sorts<Payment> = {
  createdAt: { column: 'payment.createdAt', type: 'timestamp', value: (payment) => payment.createdAt },
};

const batch = 500;

/** The only code that queries payments and the webhooks about them. */
@Injectable()
export class PaymentsRepository {
  constructor(private readonly transactions: Transactions) {}

  /** @returns whether it was added: false when its attempt is known, or another payment of the order is live */
  async add(payment: Payment): Promise<boolean> {
    try {
      await this.payments.insert(payment);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  async find(id: string): Promise<Payment | null> {
    return isId(id) ? this.payments.findOneBy({ id }) : null;
  }

  /** The payment of an attempt, else the live one of an order. */
  async findFor(orderId: string, attempt: string): Promise<Payment | null> {
    return (
      (await this.payments.findOneBy({ attempt })) ??
      (await this.payments.findOneBy({ liveOrderId: orderId }))
    );
  }

  /** The oldest first. */
  async ofOrder(orderId: string): Promise<Payment[]> {
    return this.payments.find({ where: { orderId }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  async findByReference(provider: string, providerReference: string): Promise<Payment | null> {
    return this.payments.findOneBy({ provider, providerReference });
  }

  async page(request: PageRequest, filter: PaymentFilter): Promise<Slice<Payment>> {
    const query = this.payments.createQueryBuilder('payment');
    if (filter.orderId !== undefined) query.andWhere('payment.orderId = :order', { order: filter.orderId });
    if (filter.status !== undefined) query.andWhere('payment.status = :status', { status: filter.status });
    return keysetPage(query, request, sorts);
  }

  /** Reads a payment and holds it until the transaction ends; on SQLite the transaction itself does. */
  async lock(id: string): Promise<Payment | null> {
    const { manager } = this.transactions;
    const lock =
      dialectOf(manager.dataSource) === 'mysql' ? { mode: 'pessimistic_write' as const } : undefined;
    return manager.findOne(Payment, { where: { id }, ...(lock && { lock }) });
  }

  /**
   * Changes a payment that is still at the version it was read at.
   * @throws ConcurrentUpdate when it is not, or when another payment of the order became live in the meantime
   */
  async change(payment: Payment, change: PaymentChange): Promise<Payment> {
    const { id, version } = payment;
    const next = { ...change, version: version + 1 };
    try {
      const { affected } = await this.payments.update({ id, version }, next);
      if (affected !== 1) throw new ConcurrentUpdate(`payment ${id}`);
    } catch (error) {
      throw isDuplicate(error) ? new ConcurrentUpdate(`live payment of an order`) : error;
    }
    return Object.assign(payment, next);
  }

  /** Whether another payment of the order is live. */
  async hasOtherLive({ id, orderId }: Payment): Promise<boolean> {
    const live = await this.payments.findOneBy({ liveOrderId: orderId });
    return live !== null && live.id !== id;
  }

  /**
   * Begins a capture or void: only one at a time, only from these statuses, and no capture of what nobody wants.
   * @returns whether it may begin
   */
  async begin(
    id: string,
    operation: 'capture' | 'void',
    from: readonly PaymentStatus[],
    now: Date,
  ): Promise<boolean> {
    const wanted = operation === 'capture' ? { unwanted: false } : {};
    const { affected } = await this.payments.update(
      { id, operation: IsNull(), status: In([...from]), ...wanted },
      { operation, asked: 0, updatedAt: now, version: () => 'version + 1' },
    );
    return affected === 1;
  }

  /** Reserves an amount for a refund. @returns false when less than that is left */
  async reserveRefund(id: string, amount: number, now: Date): Promise<boolean> {
    const { affected } = await this.payments
      .createQueryBuilder()
      .update()
      .set({
        refunding: () => 'refunding + :amount',
        asked: 0,
        updatedAt: now,
        version: () => 'version + 1',
      })
      .where('id = :id AND refunded + refunding + :amount <= captured', { id })
      .setParameter('amount', amount)
      .execute();
    return affected === 1;
  }

  /** Marks a payment as one whose money its order does not want. */
  async unwant(id: string, now: Date): Promise<void> {
    const change = { unwanted: true, updatedAt: now, version: () => 'version + 1' };
    await this.payments.update({ id, unwanted: false }, change);
  }

  /** Counts one question to the provider. @returns false when another chain of questions goes on */
  async countQuestion(id: string, asked: number): Promise<boolean> {
    const { affected } = await this.payments.update({ id, asked }, { asked: asked + 1 });
    return affected === 1;
  }

  /** Notes a webhook. @returns false when it was noted before */
  async noteWebhook(webhook: ReceivedWebhook): Promise<boolean> {
    try {
      await this.transactions.manager.insert(ReceivedWebhook, webhook);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  /** Whether there are webhooks about a payment that came before we knew the provider's id of it. */
  async hasEarlyWebhooks({ provider, providerReference }: Payment): Promise<boolean> {
    if (providerReference === null) return false;
    return this.transactions.manager.existsBy(ReceivedWebhook, {
      provider,
      reference: providerReference,
      paymentId: IsNull(),
    });
  }

  /** Notes that these webhooks are about this payment, now that their news are written down. */
  async adoptWebhooks({ id, provider, providerReference: reference }: Payment): Promise<void> {
    if (reference === null) return;
    const early = { provider, reference, paymentId: IsNull() };
    await this.transactions.manager.update(ReceivedWebhook, early, { paymentId: id });
  }

  /** Deletes a batch of webhooks that came before a time. @returns whether there may be more */
  async deleteWebhooksBefore(time: Date): Promise<boolean> {
    const { manager } = this.transactions;
    const old = await manager.find(ReceivedWebhook, { where: { receivedAt: LessThan(time) }, take: batch });
    for (const { provider, eventId } of old) await manager.delete(ReceivedWebhook, { provider, eventId });
    return old.length === batch;
  }

  private get payments() {
    return this.transactions.manager.getRepository(Payment);
  }
}
