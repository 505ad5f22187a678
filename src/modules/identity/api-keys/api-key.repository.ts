import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import { deleteBatch } from '../../../platform/database/delete-batch.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { ApiKey } from './api-key.entity.js';

/** The only code that queries API keys. */
@Injectable()
export class ApiKeyRepository {
  constructor(private readonly transactions: Transactions) {}

  async add(key: ApiKey): Promise<void> {
    await this.transactions.manager.insert(ApiKey, key);
  }

  async findByHash(hash: string): Promise<ApiKey | null> {
    return this.transactions.manager.findOneBy(ApiKey, { hash });
  }

  /** The keys of a user that are not revoked, the newest first. */
  async of(userId: string): Promise<ApiKey[]> {
    return this.transactions.manager.find(ApiKey, {
      where: { userId, revokedAt: IsNull() },
      order: { createdAt: 'DESC', id: 'DESC' },
    });
  }

  async noteUse(id: string, now: Date): Promise<void> {
    await this.transactions.manager.update(ApiKey, { id }, { usedAt: now });
  }

  /** @returns whether the user had it, not revoked yet */
  async revoke(userId: string, id: string, now: Date): Promise<boolean> {
    const { affected } = await this.transactions.manager.update(
      ApiKey,
      { id, userId, revokedAt: IsNull() },
      { revokedAt: now },
    );
    return affected === 1;
  }

  /** @returns how many there were that were not revoked yet */
  async revokeAllOf(userId: string, now: Date): Promise<number> {
    const { affected } = await this.transactions.manager.update(
      ApiKey,
      { userId, revokedAt: IsNull() },
      { revokedAt: now },
    );
    return affected ?? 0;
  }

  /** Deletes a batch of keys that were revoked, or expired, before a time. @returns whether there may be more */
  async deleteEnded(before: Date): Promise<boolean> {
    const { manager } = this.transactions;
    const revoked = await deleteBatch(manager, ApiKey, 'id', { revokedAt: LessThan(before) });
    const expired = await deleteBatch(manager, ApiKey, 'id', { expiresAt: LessThan(before) });
    return revoked || expired;
  }

  async removeAllOf(userId: string): Promise<void> {
    await this.transactions.manager.delete(ApiKey, { userId });
  }
}
