import { Column, Entity, PrimaryColumn } from 'typeorm';
import { AmountColumn, IdColumn, ReferenceColumn, TimestampColumn } from '../../platform/database/columns.js';
import type { AttemptState, PaymentStatus } from './payment.js';

/** One try to pay an order. Amounts are minor units of `currency`. */
@Entity('payments_payments')
export class Payment {
  @IdColumn()
  id: string;

  /** An order of orders. */
  @ReferenceColumn()
  orderId: string;

  /** Names the try; unique. */
  @Column({ type: 'varchar', length: 255 })
  attempt: string;

  @Column({ type: 'varchar', length: 32 })
  provider: string;

  /** The provider's id of the payment, once it is known. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  providerReference: string | null;

  @AmountColumn()
  amount: number;

  @Column({ type: 'char', length: 3 })
  currency: string;

  /** All that was ever taken. */
  @AmountColumn()
  captured: number;

  /** What is known to have gone back. */
  @AmountColumn()
  refunded: number;

  /** What is reserved for refunds that the provider has not confirmed. */
  @AmountColumn()
  refunding: number;

  @Column({ type: 'varchar', length: 20 })
  status: PaymentStatus;

  @Column({ type: 'varchar', length: 2000, nullable: true })
  nextActionUrl: string | null;

  @Column({ type: 'varchar', length: 100, nullable: true })
  declineCode: string | null;

  /** The capture or void that is under way: never both. */
  @Column({ type: 'varchar', length: 10, nullable: true })
  operation: 'capture' | 'void' | null;

  /** Its order was called off, or is paid otherwise: what it holds is given back. */
  @Column({ type: 'boolean' })
  unwanted: boolean;

  /** The order's id while the payment is live; unique, so that nothing else is charged for the order meanwhile. */
  @ReferenceColumn({ nullable: true })
  liveOrderId: string | null;

  /** How often the provider was asked about what is open now. */
  @Column({ type: 'int' })
  asked: number;

  @Column({ type: 'int' })
  version: number;

  @TimestampColumn()
  createdAt: Date;

  @TimestampColumn()
  updatedAt: Date;
}

/** Something that was asked of the provider, stored before it was sent. */
@Entity('payments_attempts')
export class PaymentAttempt {
  @IdColumn()
  id: string;

  @ReferenceColumn()
  paymentId: string;

  @Column({ type: 'varchar', length: 10 })
  kind: 'authorize' | 'capture' | 'void' | 'refund';

  /** The caller's name for it; unique for a payment and kind. */
  @Column({ type: 'varchar', length: 255 })
  reference: string;

  /** The idempotency key that goes to the provider, the same each time. */
  @Column({ type: 'varchar', length: 255 })
  providerKey: string;

  /** The provider's id of a refund. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  providerReference: string | null;

  @AmountColumn()
  amount: number;

  @Column({ type: 'varchar', length: 500, nullable: true })
  reason: string | null;

  @Column({ type: 'varchar', length: 10 })
  state: AttemptState;

  /** Why the provider refused. */
  @Column({ type: 'varchar', length: 100, nullable: true })
  code: string | null;

  /** Until then somebody is busy sending it; nobody else does. */
  @TimestampColumn()
  leaseUntil: Date;

  @TimestampColumn()
  createdAt: Date;

  @TimestampColumn()
  updatedAt: Date;
}

/** A message of a provider that has had its effect. */
@Entity('payments_webhooks')
export class ReceivedWebhook {
  @PrimaryColumn({ type: 'varchar', length: 32 })
  provider: string;

  /** The provider's id of the message. */
  @PrimaryColumn({ type: 'varchar', length: 255 })
  eventId: string;

  @Column({ type: 'varchar', length: 100 })
  type: string;

  /** The provider's id of the payment it is about. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  reference: string | null;

  /** The payment it is about; null when it is none of ours, or none that we knew the provider's id of. */
  @ReferenceColumn({ nullable: true })
  paymentId: string | null;

  @TimestampColumn()
  receivedAt: Date;
}
