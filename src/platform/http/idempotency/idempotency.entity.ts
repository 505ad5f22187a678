import { Column, Entity, PrimaryColumn } from 'typeorm';
import { SealedColumn } from '../../encryption/sealed-column.js';
import { ReferenceColumn, TimestampColumn } from '../../database/columns.js';

/** One use of an `Idempotency-Key` by one caller: who works on it, and the answer once there is one. */
@Entity('platform_idempotency')
export class IdempotencyRecord {
  /** SHA-256 of caller and key, in hex. */
  @PrimaryColumn({ type: 'char', length: 64 })
  id: string;

  /** SHA-256 of method, path and body, in hex. */
  @Column({ type: 'char', length: 64 })
  fingerprint: string;

  /** The attempt that holds the key; a later attempt takes it over when the lease has run out. */
  @ReferenceColumn()
  owner: string;

  @TimestampColumn()
  leaseUntil: Date;

  /** Null while the request runs. */
  @Column({ type: 'int', nullable: true })
  status: number | null;

  /** The answer as JSON, sealed; null while it runs, and when the answer has no body. */
  @SealedColumn({ nullable: true })
  body: string | null;

  @TimestampColumn()
  expiresAt: Date;
}
