import { Injectable } from '@nestjs/common';
import { IsNull, LessThanOrEqual, Not } from 'typeorm';
import { Transactions } from '../../platform/database/transactions.js';
import { SigningKey } from './signing-key.entity.js';

/** The only code that queries signing keys. */
@Injectable()
export class SigningKeyRepository {
  constructor(private readonly transactions: Transactions) {}

  /** All keys, the last to sign first. */
  async all(): Promise<SigningKey[]> {
    return this.transactions.manager.find(SigningKey, { order: { signsFrom: 'DESC', id: 'DESC' } });
  }

  async add(key: SigningKey): Promise<void> {
    await this.transactions.manager.insert(SigningKey, key);
  }

  /** Lets all keys but one expire at a time, unless they do anyway. */
  async expireOthers(id: string, expiresAt: Date): Promise<void> {
    await this.transactions.manager.update(SigningKey, { id: Not(id), expiresAt: IsNull() }, { expiresAt });
  }

  async deleteOthers(id: string): Promise<void> {
    await this.transactions.manager.delete(SigningKey, { id: Not(id) });
  }

  async deleteExpired(now: Date): Promise<void> {
    await this.transactions.manager.delete(SigningKey, { expiresAt: LessThanOrEqual(now) });
  }
}
