import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import { Transactions } from '../../../platform/database/transactions.js';
import { RecoveryCode, TotpFactor } from './totp.entity.js';

/** The only code that queries second factors. */
@Injectable()
export class TotpRepository {
  constructor(private readonly transactions: Transactions) {}

  async find(userId: string): Promise<TotpFactor | null> {
    return this.transactions.manager.findOneBy(TotpFactor, { userId });
  }

  async add(factor: TotpFactor): Promise<void> {
    await this.transactions.manager.insert(TotpFactor, factor);
  }

  /** Uses a time step. @returns false when it, or a later one, was used before */
  async useStep(userId: string, step: number): Promise<boolean> {
    const { affected } = await this.transactions.manager.update(
      TotpFactor,
      { userId, lastStep: LessThan(step) },
      { lastStep: step },
    );
    return affected === 1;
  }

  /** @returns false when it was confirmed before */
  async confirm(userId: string, now: Date): Promise<boolean> {
    const { affected } = await this.transactions.manager.update(
      TotpFactor,
      { userId, confirmedAt: IsNull() },
      { confirmedAt: now },
    );
    return affected === 1;
  }

  /** Removes the factor unless it is confirmed. */
  async removeUnconfirmed(userId: string): Promise<void> {
    await this.transactions.manager.delete(TotpFactor, { userId, confirmedAt: IsNull() });
  }

  /** Removes the factor with its recovery codes. */
  async remove(userId: string): Promise<void> {
    await this.transactions.manager.delete(TotpFactor, { userId });
    await this.transactions.manager.delete(RecoveryCode, { userId });
  }

  async addRecoveryCodes(userId: string, hashes: readonly string[]): Promise<void> {
    await this.transactions.manager.insert(
      RecoveryCode,
      hashes.map((hash) => ({ hash, userId })),
    );
  }

  /** Uses a recovery code up. @returns whether there was one */
  async useRecoveryCode(userId: string, hash: string): Promise<boolean> {
    const { affected } = await this.transactions.manager.delete(RecoveryCode, { userId, hash });
    return affected === 1;
  }
}
