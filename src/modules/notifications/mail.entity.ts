import { Column, Entity, PrimaryColumn } from 'typeorm';
import { TimestampColumn } from '../../platform/database/columns.js';
import { SealedColumn } from '../../platform/encryption/sealed-column.js';

/** A mail on its way, and for some time after that it was there. */
@Entity('notifications_mails')
export class MailRow {
  /** Given by whoever asked for it. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  id: string;

  @Column({ type: 'varchar', length: 32 })
  kind: string;

  /** `failed`: the mail server will not take it for this recipient. `dropped`: the recipient got too many lately. */
  @Column({ type: 'varchar', length: 8 })
  state: 'pending' | 'sent' | 'failed' | 'dropped';

  /** Recipient and values, sealed; null once the mail is sent, failed or dropped, so that nothing of a person stays. */
  @SealedColumn({ nullable: true })
  content: string | null;

  @TimestampColumn()
  createdAt: Date;

  @TimestampColumn({ nullable: true })
  sentAt: Date | null;
}
