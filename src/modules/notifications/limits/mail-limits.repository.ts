import { Injectable } from '@nestjs/common';
import { LessThanOrEqual } from 'typeorm';
import { deleteBatch } from '../../../platform/database/delete-batch.js';
import { isDuplicate } from '../../../platform/database/errors.js';
import { Transactions } from '../../../platform/database/transactions.js';
import type { Limit } from './mail-limits.js';
import { MailLimit } from './mail-limit.entity.js';

/** The only code that queries how many mails went to whom. */
@Injectable()
export class MailLimitsRepository {
  constructor(private readonly transactions: Transactions) {}

  /** Counts a mail, by guarded statements: parallel requests cannot pass together. @param now milliseconds since 1970 @returns whether there was room for it */
  async count(id: string, limit: Limit, now: number): Promise<boolean> {
    if (await this.move(id, limit, now)) return true;
    if (!(await this.limits.existsBy({ id })) && (await this.begin(id, now + limit.every))) return true;
    // Another request may have begun between the statements.
    return this.move(id, limit, now);
  }

  /** Deletes a batch of counts that count nothing any more. @returns whether there may be more */
  async deleteFree(now: number): Promise<boolean> {
    return deleteBatch(this.transactions.manager, MailLimit, 'id', { freeAt: LessThanOrEqual(now) });
  }

  private async move(id: string, { burst, every }: Limit, now: number): Promise<boolean> {
    const { affected } = await this.limits.update(
      { id, freeAt: LessThanOrEqual(now + (burst - 1) * every) },
      { freeAt: () => `(CASE WHEN free_at > ${now} THEN free_at ELSE ${now} END) + ${every}` },
    );
    return affected === 1;
  }

  private async begin(id: string, freeAt: number): Promise<boolean> {
    try {
      await this.limits.insert({ id, freeAt });
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  private get limits() {
    return this.transactions.manager.getRepository(MailLimit);
  }
}
