import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ReferenceColumn, TimestampColumn } from '../../../platform/database/columns.js';

/** What a token that was sent by mail is good for. */
export type MailTokenPurpose = 'verify' | 'reset';

/** A token that was sent by mail, as the server knows it. */
@Entity('identity_mail_tokens')
export class MailToken {
  /** SHA-256 in hex. */
  @PrimaryColumn({ type: 'char', length: 64 })
  hash: string;

  @ReferenceColumn()
  userId: string;

  @Column({ type: 'varchar', length: 16 })
  purpose: MailTokenPurpose;

  @TimestampColumn()
  createdAt: Date;

  @TimestampColumn()
  expiresAt: Date;

  @TimestampColumn({ nullable: true })
  usedAt: Date | null;
}
