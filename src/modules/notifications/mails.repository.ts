import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { deleteBatch } from '../../platform/database/delete-batch.js';
import { isDuplicate } from '../../platform/database/errors.js';
import { Transactions } from '../../platform/database/transactions.js';
import { MailRow } from './mail.entity.js';

/** The only code that queries mails. */
@Injectable()
export class MailsRepository {
  constructor(private readonly transactions: Transactions) {}

  /** @returns whether it was added: false when its id is known */
  async add(mail: MailRow): Promise<boolean> {
    try {
      await this.mails.insert(mail);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  async find(id: string): Promise<MailRow | null> {
    return this.mails.findOneBy({ id });
  }

  /** Notes the end of a pending mail and forgets its content. @returns whether it was still pending */
  async finish(
    id: string,
    state: Exclude<MailRow['state'], 'pending'>,
    sentAt: Date | null,
  ): Promise<boolean> {
    const { affected } = await this.mails.update({ id, state: 'pending' }, { state, sentAt, content: null });
    return affected === 1;
  }

  /** Deletes a batch of mails from before a time. @returns whether there may be more */
  async deleteBefore(time: Date): Promise<boolean> {
    return deleteBatch(this.transactions.manager, MailRow, 'id', { createdAt: LessThan(time) });
  }

  private get mails() {
    return this.transactions.manager.getRepository(MailRow);
  }
}
