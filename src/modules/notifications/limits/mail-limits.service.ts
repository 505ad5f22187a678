import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import type { Mail } from '../mails/mail.js';
import { countsOf, mailboxOf, type Standing } from './mail-limits.js';
import { MailLimitsRepository } from './mail-limits.repository.js';

/** Bounds how many mails one recipient gets, whatever causes them: in the database, for all processes together. */
@Injectable()
export class MailLimits {
  constructor(
    private readonly limits: MailLimitsRepository,
    private readonly clock: Clock,
  ) {}

  /** Counts a mail, as part of the open transaction. @returns whether it may be sent */
  async admit(mail: { to: string; kind: Mail['kind']; standing: Standing }): Promise<boolean> {
    const mailbox = mailboxOf(mail.to);
    for (const { name, limit } of countsOf(mail.kind, mail.standing))
      if (!(await this.limits.count(idOf(name, mailbox), limit, this.clock.now().getTime()))) return false;
    return true;
  }

  /** Deletes counts that count nothing any more. */
  async forget(): Promise<void> {
    while (await this.limits.deleteFree(this.clock.now().getTime()));
  }
}

/** Addresses of people are not kept in the clear. */
function idOf(name: string, mailbox: string): string {
  return createHash('sha256')
    .update(JSON.stringify([name, mailbox]))
    .digest('hex');
}
