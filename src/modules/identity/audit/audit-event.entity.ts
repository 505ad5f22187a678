import { Column, Entity } from 'typeorm';
import {
  IdColumn,
  JsonColumn,
  ReferenceColumn,
  TimestampColumn,
} from '../../../platform/database/columns.js';
import type { AuditDetail } from './audit.js';

/** Something that happened to an account, or to the keys of all. */
@Entity('identity_audit_events')
export class AuditEvent {
  @IdColumn()
  id: string;

  @Column({ type: 'varchar', length: 40 })
  type: string;

  /** Whom it happened to; null when nobody has the account that was tried. */
  @ReferenceColumn({ nullable: true })
  userId: string | null;

  /** Who did it; null for strangers and operators. */
  @ReferenceColumn({ nullable: true })
  actorId: string | null;

  @Column({ type: 'varchar', length: 45, nullable: true })
  address: string | null;

  @Column({ type: 'varchar', length: 200, nullable: true })
  device: string | null;

  @JsonColumn({ nullable: true })
  detail: AuditDetail | null;

  @TimestampColumn()
  createdAt: Date;
}
