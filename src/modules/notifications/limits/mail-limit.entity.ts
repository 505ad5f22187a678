import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How many mails went to a recipient lately. */
@Entity('notifications_mail_limits')
export class MailLimit {
  /** SHA-256, in hex, of the name of the count and the recipient. */
  @PrimaryColumn({ type: 'char', length: 64 })
  id: string;

  /** When nothing is counted any more, in milliseconds since 1970: each mail moves it by what it takes for one more. */
  @Column({ type: 'bigint' })
  freeAt: number;
}
