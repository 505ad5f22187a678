import { Injectable } from '@nestjs/common';
import { IsNull, LessThan, MoreThan } from 'typeorm';
import { deleteBatch } from '../../../platform/database/delete-batch.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { MailToken, type MailTokenPurpose } from './mail-token.entity.js';

/** The only code that queries tokens sent by mail. */
@Injectable()
export class MailTokenRepository {
  constructor(private readonly transactions: Transactions) {}

  async add(token: MailToken): Promise<void> {
    await this.transactions.manager.insert(MailToken, token);
  }

  async find(hash: string, purpose: MailTokenPurpose): Promise<MailToken | null> {
    return this.transactions.manager.findOneBy(MailToken, { hash, purpose });
  }

  /** Uses a token up. @returns false when it was used, or has expired */
  async use(hash: string, purpose: MailTokenPurpose, now: Date): Promise<boolean> {
    const { affected } = await this.transactions.manager.update(
      MailToken,
      { hash, purpose, usedAt: IsNull(), expiresAt: MoreThan(now) },
      { usedAt: now },
    );
    return affected === 1;
  }

  /** Withdraws all tokens of an account. */
  async removeAllOf(userId: string, purpose: MailTokenPurpose): Promise<void> {
    await this.transactions.manager.delete(MailToken, { userId, purpose, usedAt: IsNull() });
  }

  /** Deletes a batch of tokens that expired before a time, used or not. @returns whether there may be more */
  async deleteExpired(before: Date): Promise<boolean> {
    return deleteBatch(this.transactions.manager, MailToken, 'hash', { expiresAt: LessThan(before) });
  }
}
