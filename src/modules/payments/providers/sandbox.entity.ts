import { Column, Entity } from 'typeorm';
import {
  AmountColumn,
  IdColumn,
  ReferenceColumn,
  TimestampColumn,
} from '../../../platform/database/columns.js';
import type { ProviderPayment } from './payment-provider.js';

/** What the sandbox charged, in its own books. Amounts are minor units. */
@Entity('payments_sandbox_charges')
export class SandboxCharge {
  @IdColumn()
  id: string;

  @Column({ type: 'varchar', length: 255 })
  providerKey: string;

  @Column({ type: 'varchar', length: 20 })
  phase: ProviderPayment['phase'];

  @Column({ type: 'varchar', length: 100, nullable: true })
  declineCode: string | null;

  @AmountColumn()
  amount: number;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @AmountColumn()
  captured: number;

  /** How often it was asked for. */
  @Column({ type: 'int' })
  calls: number;

  @TimestampColumn()
  createdAt: Date;
}

/** What the sandbox gave back. */
@Entity('payments_sandbox_refunds')
export class SandboxRefund {
  @IdColumn()
  id: string;

  @ReferenceColumn()
  chargeId: string;

  @Column({ type: 'varchar', length: 255 })
  providerKey: string;

  @AmountColumn()
  amount: number;

  @TimestampColumn()
  createdAt: Date;
}
