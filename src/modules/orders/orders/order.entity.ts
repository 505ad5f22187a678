import { Column, Entity } from 'typeorm';
import {
  AmountColumn,
  IdColumn,
  JsonColumn,
  ReferenceColumn,
  TimestampColumn,
} from '../../../platform/database/columns.js';
import type { FulfillmentStatus, OrderStatus, PaymentStateName } from './order.js';

/** Where an order goes. */
export interface ShippingAddress {
  readonly name: string;
  readonly company?: string;
  readonly line1: string;
  readonly line2?: string;
  readonly postalCode?: string;
  readonly city: string;
  readonly region?: string;
  /** ISO 3166-1, two letters. */
  readonly country: string;
  readonly phone?: string;
}

/** An order as it is now; its past is in its history. */
@Entity('orders_orders')
export class Order {
  @IdColumn()
  id: string;

  /** For people: random, so that it tells nothing of how many orders there are. */
  @Column({ type: 'char', length: 10 })
  number: string;

  /** A user of identity; null for guests. */
  @ReferenceColumn({ nullable: true })
  userId: string | null;

  /** SHA-256 of a guest's token, in hex; made with the first answer. */
  @Column({ type: 'char', length: 64, nullable: true })
  tokenHash: string | null;

  /** Digest of the network that it came from, until its outcome is decided: what waits to be paid is bounded by it. */
  @Column({ type: 'char', length: 64, nullable: true })
  network: string | null;

  /** The same of the wide network of IPv6 that this one lies in. */
  @Column({ type: 'char', length: 64, nullable: true })
  wideNetwork: string | null;

  @Column({ type: 'varchar', length: 254, nullable: true })
  email: string | null;

  @JsonColumn()
  shippingAddress: ShippingAddress;

  @Column({ type: 'varchar', length: 16 })
  status: OrderStatus;

  @Column({ type: 'varchar', length: 20 })
  fulfillmentStatus: FulfillmentStatus;

  @Column({ type: 'char', length: 3 })
  currency: string;

  /** Minor units. */
  @AmountColumn()
  total: number;

  /** Until when inventory holds its stock unless it is paid. */
  @TimestampColumn()
  holdExpiresAt: Date;

  /** The cart that it was made of, which is emptied when it is confirmed. Unique, and null from then on that this is decided. */
  @ReferenceColumn({ nullable: true })
  cartId: string | null;

  @Column({ type: 'int', nullable: true })
  cartVersion: number | null;

  /** The use of the idempotency key that placed it, until that is answered. Unique: it leads a retry here. */
  @Column({ type: 'char', length: 64, nullable: true })
  checkoutKey: string | null;

  /** The use of the idempotency key that pays for it now, until that is answered. Also names the attempt to payments. */
  @Column({ type: 'char', length: 64, nullable: true })
  attempt: string | null;

  /** What the buyer pays with, as long as the attempt is under way. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  attemptToken: string | null;

  /** The payment that counts, in payments; null before the first. */
  @ReferenceColumn({ nullable: true })
  paymentId: string | null;

  @Column({ type: 'varchar', length: 24, nullable: true })
  paymentState: PaymentStateName | null;

  /** What the buyer has to do for the payment. */
  @JsonColumn({ nullable: true })
  nextAction: { type: 'redirect'; url: string } | null;

  /** False while something is still to be done that nobody waits for; looked after from `checkAt` on. */
  @Column({ type: 'boolean' })
  settled: boolean;

  @TimestampColumn()
  checkAt: Date;

  @Column({ type: 'int' })
  version: number;

  @TimestampColumn()
  createdAt: Date;

  @TimestampColumn()
  updatedAt: Date;
}
