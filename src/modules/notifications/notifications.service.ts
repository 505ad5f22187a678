import { Injectable, Logger } from '@nestjs/common';
import { Counter } from 'prom-client';
import { Clock } from '../../kernel/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { KeyRing } from '../../platform/encryption/key-ring.js';
import { placeOf } from '../../platform/encryption/sealed-column.js';
import { Events } from '../../platform/events/events.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import type { Standing } from './limits/mail-limits.js';
import { MailLimits } from './limits/mail-limits.service.js';
import type { AddressedMail } from './mails/mail.js';
import { MailsRepository } from './mails.repository.js';
import { Notifications, type SendMail } from './notifications.contract.js';
import { MailAccepted } from './notifications.events.js';

const place = (id: string): string => placeOf('notifications_mails', 'content', id);

/** Takes mails: each is written down, sealed, with the event that has it sent. */
@Injectable()
export class NotificationsService extends Notifications {
  private readonly logger = new Logger(NotificationsService.name);
  private readonly dropped: Counter<'kind'>;

  constructor(
    private readonly mails: MailsRepository,
    private readonly limits: MailLimits,
    private readonly keys: KeyRing,
    private readonly transactions: Transactions,
    private readonly events: Events,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    super();
    this.dropped = new Counter({
      name: 'mainstay_mails_dropped_total',
      help: 'Mails that were not sent because their recipient got too many, by kind',
      labelNames: ['kind'],
      registers: [metrics.registry],
    });
  }

  override async send({ id, to, mail, proved = false }: SendMail): Promise<{ accepted: true }> {
    await this.accept(id, { to, mail }, proved ? 'proved' : 'claimed');
    return { accepted: true };
  }

  /**
   * Accepts a mail for sending, once per id, if its recipient did not get too many lately.
   * @throws Error when the id is no id, which becomes a part of a file's name, or the address no address
   */
  async accept(id: string, { to, mail }: AddressedMail, standing: Standing): Promise<void> {
    if (!/^[\w.:-]{1,64}$/.test(id)) throw new Error('The id of a mail is 1 to 64 letters, digits and .:_-');
    if (!/^[^\p{Cc}<>]+@[^\p{Cc}\s<>@]+$/u.test(to))
      throw new Error(`Mail ${id} is for nobody: not an address`);
    const content = this.keys.seal(JSON.stringify({ to, mail }), place(id));
    const createdAt = this.clock.now();
    await this.transactions.run(async () => {
      const row = { id, kind: mail.kind, state: 'pending' as const, content, createdAt, sentAt: null };
      if (!(await this.mails.add(row))) return;
      if (await this.limits.admit({ to, kind: mail.kind, standing }))
        return this.events.publish(new MailAccepted({ mailId: id }));
      await this.mails.finish(id, 'dropped', null);
      this.transactions.afterCommit(() => {
        this.dropped.inc({ kind: mail.kind });
        this.logger.warn(`Mail ${id} (${mail.kind}) was dropped: its recipient got too many lately`);
      });
    });
  }

  /** What was sealed by {@link accept}. @throws CannotDecrypt */
  open(id: string, content: string): AddressedMail {
    return JSON.parse(this.keys.open(content, place(id))) as AddressedMail;
  }
}
