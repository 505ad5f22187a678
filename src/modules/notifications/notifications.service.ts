import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { KeyRing } from '../../platform/encryption/key-ring.js';
import { placeOf } from '../../platform/encryption/sealed-column.js';
import { Events } from '../../platform/events/events.js';
import type { AddressedMail } from './mails/mail.js';
import { MailsRepository } from './mails.repository.js';
import { type AccountMail, Notifications } from './notifications.contract.js';
import { MailAccepted } from './notifications.events.js';

const place = (id: string): string => placeOf('notifications_mails', 'content', id);

/** Takes mails: each is written down, sealed, with the event that has it sent. */
@Injectable()
export class NotificationsService extends Notifications {
  constructor(
    private readonly mails: MailsRepository,
    private readonly keys: KeyRing,
    private readonly transactions: Transactions,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async send(command: { id: string; to: string; mail: AccountMail }): Promise<{ accepted: true }> {
    await this.accept(command.id, { to: command.to, mail: command.mail });
    return { accepted: true };
  }

  /**
   * Accepts a mail for sending, once per id.
   * @throws Error when the id is no id, which becomes a part of a file's name, or the address no address
   */
  async accept(id: string, { to, mail }: AddressedMail): Promise<void> {
    if (!/^[\w.:-]{1,64}$/.test(id)) throw new Error('The id of a mail is 1 to 64 letters, digits and .:_-');
    if (!/^[^\p{Cc}<>]+@[^\p{Cc}\s<>@]+$/u.test(to))
      throw new Error(`Mail ${id} is for nobody: not an address`);
    const content = this.keys.seal(JSON.stringify({ to, mail }), place(id));
    const createdAt = this.clock.now();
    await this.transactions.run(async () => {
      const row = { id, kind: mail.kind, state: 'pending' as const, content, createdAt, sentAt: null };
      if (await this.mails.add(row)) await this.events.publish(new MailAccepted({ mailId: id }));
    });
  }

  /** What was sealed by {@link accept}. @throws CannotDecrypt */
  open(id: string, content: string): AddressedMail {
    return JSON.parse(this.keys.open(content, place(id))) as AddressedMail;
  }
}
