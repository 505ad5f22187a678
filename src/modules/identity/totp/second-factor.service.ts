import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { isDuplicate } from '../../../platform/database/errors.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { KeyRing } from '../../../platform/encryption/key-ring.js';
import { placeOf } from '../../../platform/encryption/sealed-column.js';
import { Audit } from '../audit/audit.service.js';
import { GuessLimit } from '../guessing/guess-limit.service.js';
import { totpActive, totpNotActive, wrongCode } from '../identity.errors.js';
import { newRecoveryCode, newSecret, recoveryCodeCount, recoveryHash, stepOf, uriOf } from './totp.js';
import type { TotpFactor } from './totp.entity.js';
import { TotpRepository } from './totp.repository.js';

const secretOf = (userId: string): string => placeOf('identity_totp', 'secret', userId);

/** One-time codes of an authenticator app as second factor (RFC 6238), and recovery codes for when it is lost. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly factors: TotpRepository,
    private readonly guesses: GuessLimit,
    private readonly keys: KeyRing,
    private readonly audit: Audit,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Whether sign-ins of the account need a code. */
  async isActive(userId: string): Promise<boolean> {
    const factor = await this.factors.find(userId);
    return factor !== null && factor.confirmedAt !== null;
  }

  /**
   * Begins to set a factor up. It is asked for once `confirm` has shown that it works; until then a new beginning replaces it.
   * @throws totpActive
   */
  async begin(userId: string, label: string): Promise<{ secret: string; uri: string }> {
    const secret = newSecret();
    const factor = {
      userId,
      secret: this.keys.seal(secret, secretOf(userId)),
      lastStep: 0,
      createdAt: this.clock.now(),
      confirmedAt: null,
    };
    try {
      await this.transactions.run(async () => {
        await this.factors.removeUnconfirmed(userId);
        await this.factors.add(factor);
      });
    } catch (error) {
      if (isDuplicate(error)) throw totpActive(undefined, { cause: error });
      throw error;
    }
    return { secret, uri: uriOf(secret, label) };
  }

  /** Makes the factor active. @returns recovery codes, each good once, shown only now @throws totpNotActive, totpActive, wrongCode */
  async confirm(userId: string, code: string): Promise<string[]> {
    const factor = await this.factors.find(userId);
    if (!factor) throw totpNotActive();
    if (factor.confirmedAt !== null) throw totpActive();
    await this.guesses.take(about(userId));
    const codes = Array.from({ length: recoveryCodeCount }, newRecoveryCode);
    await this.transactions.run(async () => {
      if (!(await this.useCode(factor, code))) throw wrongCode();
      if (!(await this.factors.confirm(userId, this.clock.now()))) throw totpActive();
      await this.factors.addRecoveryCodes(
        userId,
        codes.map((recovery) => recoveryHash(userId, recovery)),
      );
      await this.audit.record('totp_enabled', userId);
    });
    await this.guesses.forget(about(userId));
    return codes;
  }

  /** @param code a one-time code or a recovery code @throws totpNotActive, wrongCode, tooManyTries */
  async remove(userId: string, code: string): Promise<void> {
    if (!(await this.isActive(userId))) throw totpNotActive();
    await this.guesses.take(about(userId));
    await this.transactions.run(async () => {
      if (!(await this.accept(userId, code))) throw wrongCode();
      await this.forget(userId);
      await this.audit.record('totp_disabled', userId);
    });
    await this.guesses.forget(about(userId));
  }

  /** Uses a one-time code or a recovery code up: each is good once, also for requests at the same moment. */
  async accept(userId: string, code: string): Promise<boolean> {
    const factor = await this.factors.find(userId);
    if (!factor?.confirmedAt) return false;
    if (await this.useCode(factor, code)) return true;
    if (!(await this.factors.useRecoveryCode(userId, recoveryHash(userId, code)))) return false;
    await this.audit.record('recovery_code_used', userId);
    return true;
  }

  /** Removes the factor and its recovery codes without asking. */
  async forget(userId: string): Promise<void> {
    await this.factors.remove(userId);
  }

  private async useCode(factor: TotpFactor, code: string): Promise<boolean> {
    const secret = this.keys.open(factor.secret, secretOf(factor.userId));
    const step = stepOf(secret, code, this.clock.now());
    return step !== null && this.factors.useStep(factor.userId, step);
  }
}

const about = (userId: string): string => `second factor of ${userId}`;
