import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { Configuration } from '../../platform/config/configuration.js';
import type { ReceivedEvent } from '../../platform/events/domain-event.js';
import { Subscribe } from '../../platform/events/subscribe.js';
import { writeLetter } from './mails/write-letter.js';
import { MailsRepository } from './mails.repository.js';
import { MailAccepted } from './notifications.events.js';
import { NotificationsService } from './notifications.service.js';
import { MailTransport, RecipientRefused } from './transport/mail-transport.js';
import { senderName } from './transport/message.js';

/** Sends what was accepted. */
@Injectable()
export class Sending {
  private readonly logger = new Logger(Sending.name);

  constructor(
    private readonly mails: MailsRepository,
    private readonly notifications: NotificationsService,
    private readonly transport: MailTransport,
    private readonly configuration: Configuration,
    private readonly clock: Clock,
  ) {}

  /** A failure is thrown, so that the mail is tried again later; a refused recipient ends it. */
  @Subscribe(MailAccepted, { name: 'notifications.send-mail', effect: 'external' })
  async send({ payload: { mailId: id } }: ReceivedEvent<MailAccepted>): Promise<void> {
    const row = await this.mails.find(id);
    if (row?.state !== 'pending' || row.content === null) return;
    const { kind, createdAt } = row;
    const { to, mail } = this.notifications.open(id, row.content);
    const { from, frontendUrl } = this.configuration.mail;
    const letter = writeLetter(mail, { sender: senderName(from), frontendUrl });
    try {
      await this.transport.send({ id, kind, to, createdAt, ...letter });
    } catch (error) {
      if (!(error instanceof RecipientRefused)) throw error;
      this.logger.warn(`Mail ${id} (${kind}) failed: the recipient was refused. ${error.message}`);
      await this.mails.finish(id, 'failed', null);
      return;
    }
    await this.mails.finish(id, 'sent', this.clock.now());
  }
}
