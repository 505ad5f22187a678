import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ReferenceColumn, TimestampColumn } from '../../../platform/database/columns.js';
import { SealedColumn } from '../../../platform/encryption/sealed-column.js';

/** The second factor of an account. */
@Entity('identity_totp')
export class TotpFactor {
  @PrimaryColumn({ type: 'char', length: 36 })
  userId: string;

  /** Base32, sealed. */
  @SealedColumn()
  secret: string;

  /** The time step of the last code that was used: older ones are refused. */
  @Column({ type: 'bigint' })
  lastStep: number;

  @TimestampColumn()
  createdAt: Date;

  /** When its owner showed that it works; null: it is not asked for yet. */
  @TimestampColumn({ nullable: true })
  confirmedAt: Date | null;
}

/** A recovery code that was not used yet. */
@Entity('identity_recovery_codes')
export class RecoveryCode {
  @PrimaryColumn({ type: 'char', length: 64 })
  hash: string;

  @ReferenceColumn()
  userId: string;
}
