import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { isDuplicate } from '../../../platform/database/errors.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { Events } from '../../../platform/events/events.js';
import { KeyRing } from '../../../platform/encryption/key-ring.js';
import { placeOf } from '../../../platform/encryption/sealed-column.js';
import { Audit } from '../audit/audit.service.js';
import { GuessLimit } from '../guessing/guess-limit.service.js';
import { otpRequired, totpActive, totpNotActive, wrongCode } from '../identity.errors.js';
import { SecondFactorChanged } from '../identity.events.js';
import { OwnerCheck, type SignedIn } from '../owner-check.service.js';
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
    private readonly owner: OwnerCheck,
    private readonly keys: KeyRing,
    private readonly audit: Audit,
    private readonly events: Events,
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
   * @throws emailNotVerified, recentSignInRequired, totpActive
   */
  async begin(caller: SignedIn): Promise<{ secret: string; uri: string }> {
    const { userId } = caller;
    const secret = newSecret();
    const factor = {
      userId,
      secret: this.keys.seal(secret, secretOf(userId)),
      lastStep: 0,
      createdAt: this.clock.now(),
      confirmedAt: null,
    };
    try {
      const { email } = await this.transactions.run(async () => {
        const owner = await this.owner.proved(caller);
        await this.factors.removeUnconfirmed(userId);
        await this.factors.add(factor);
        return owner;
      });
      return { secret, uri: uriOf(secret, email) };
    } catch (error) {
      if (isDuplicate(error)) throw totpActive(undefined, { cause: error });
      throw error;
    }
  }

  /**
   * Makes the factor active, and has its owner told by mail.
   * @returns recovery codes, each good once, shown only now
   * @throws emailNotVerified, recentSignInRequired, totpNotActive, totpActive, wrongCode, tooManyTries
   */
  async confirm(caller: SignedIn, code: string): Promise<string[]> {
    const { userId } = caller;
    await this.transactions.run(() => this.pending(caller));
    const codes = Array.from({ length: recoveryCodeCount }, newRecoveryCode);
    await this.counted(userId, () =>
      this.transactions.run(async () => {
        if (!(await this.useCode(await this.pending(caller), code))) throw wrongCode();
        if (!(await this.factors.confirm(userId, this.clock.now()))) throw totpActive();
        await this.factors.addRecoveryCodes(
          userId,
          codes.map((recovery) => recoveryHash(userId, recovery)),
        );
        await this.audit.record('totp_enabled', userId);
        await this.tell(userId, true);
      }),
    );
    return codes;
  }

  /** @param code a one-time code or a recovery code @throws recentSignInRequired, totpNotActive, wrongCode, tooManyTries */
  async remove(caller: SignedIn, code: string): Promise<void> {
    const { userId } = caller;
    await this.transactions.run(() => this.owner.signedInLately(caller));
    if (!(await this.isActive(userId))) throw totpNotActive();
    await this.counted(userId, () =>
      this.transactions.run(async () => {
        await this.owner.signedInLately(caller);
        if (!(await this.accept(userId, code))) throw wrongCode();
        await this.factors.remove(userId);
        await this.audit.record('totp_disabled', userId);
        await this.tell(userId, false);
      }),
    );
  }

  /**
   * Uses a one-time code or a recovery code up for a sign-in: each is good once, also for requests at the same moment.
   * @throws otpRequired when it is wrong, tooManyTries
   */
  async check(userId: string, code: string): Promise<void> {
    await this.counted(userId, async () => {
      if (!(await this.accept(userId, code)))
        throw otpRequired('The one-time code is wrong or was used already');
    });
  }

  /** Removes the factor without asking for a code, and has its owner told by mail. @param reason for the record */
  async clear(userId: string, reason: string): Promise<void> {
    await this.transactions.run(async () => {
      const wasActive = await this.isActive(userId);
      await this.factors.remove(userId);
      if (!wasActive) return;
      await this.audit.record('totp_disabled', userId, { reason });
      await this.tell(userId, false);
    });
  }

  /** Removes the factor and its recovery codes without asking or telling. */
  async forget(userId: string): Promise<void> {
    await this.factors.remove(userId);
  }

  /**
   * Codes have a count of their own, ten tries in 15 minutes for all ways to try one together. Nothing ends it but time: no right
   * password, no new one, no known address. A right code gives its own try back, so that its owner never waits for having been right.
   */
  private async counted(userId: string, attempt: () => Promise<void>): Promise<void> {
    const about = `codes of ${userId}`;
    await this.guesses.take(about);
    await attempt();
    await this.guesses.giveBack(about);
  }

  private async pending(caller: SignedIn): Promise<TotpFactor> {
    const { id } = await this.owner.proved(caller);
    const factor = await this.factors.find(id);
    if (!factor) throw totpNotActive();
    if (factor.confirmedAt !== null) throw totpActive();
    return factor;
  }

  private async accept(userId: string, code: string): Promise<boolean> {
    const factor = await this.factors.find(userId);
    if (!factor?.confirmedAt) return false;
    if (await this.useCode(factor, code)) return true;
    if (!(await this.factors.useRecoveryCode(userId, recoveryHash(userId, code)))) return false;
    await this.audit.record('recovery_code_used', userId);
    return true;
  }

  private async tell(userId: string, on: boolean): Promise<void> {
    const at = this.clock.now().toISOString();
    await this.events.publish(new SecondFactorChanged({ userId, at, on }));
  }

  private async useCode(factor: TotpFactor, code: string): Promise<boolean> {
    const secret = this.keys.open(factor.secret, secretOf(factor.userId));
    const step = stepOf(secret, code, this.clock.now());
    return step !== null && this.factors.useStep(factor.userId, step);
  }
}
