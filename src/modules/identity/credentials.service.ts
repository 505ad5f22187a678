import { Injectable } from '@nestjs/common';
import { Audit } from './audit/audit.service.js';
import { GuessLimit } from './guessing/guess-limit.service.js';
import { invalidCredentials, otpRequired, tooManyTries, wrongPassword } from './identity.errors.js';
import { isError } from '../../kernel/errors.js';
import { PasswordHasher } from './password-hasher.service.js';
import { Sessions } from './sessions.service.js';
import { SecondFactor } from './totp/second-factor.service.js';
import { normalizeEmail } from './user.js';
import { type StoredUser, UserRepository } from './user.repository.js';

/** Checks who somebody claims to be, bounded against guessing. */
@Injectable()
export class Credentials {
  constructor(
    private readonly users: UserRepository,
    private readonly passwords: PasswordHasher,
    private readonly secondFactor: SecondFactor,
    private readonly guesses: GuessLimit,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
  ) {}

  /**
   * Whose address and password these are. Takes the same time and gives the same answer whichever of them is wrong.
   * @throws invalidCredentials, otpRequired, tooManyTries
   */
  async check(email: string, password: string, otp?: string): Promise<StoredUser> {
    const address = normalizeEmail(email);
    const user = await this.users.findByEmail(address);
    const guesses = aboutSignIn(address);
    // Whoever signed in from here before has tries of their own: strangers cannot use them up.
    const about =
      user && (await this.sessions.isKnownAddress(user.id)) ? `${guesses}, known address` : guesses;
    await this.take(about, user);
    const fits = await this.passwords.fits(password, user?.passwordHash);
    if (!user || !fits || user.status !== 'active') {
      await this.audit.record('sign_in_failed', user?.id ?? null, { reason: 'password' });
      throw invalidCredentials();
    }
    if (await this.secondFactor.isActive(user.id)) await this.checkCode(user, otp);
    await this.guesses.forget(about);
    return user;
  }

  /** @throws wrongPassword, tooManyTries */
  async checkPassword(user: StoredUser, password: string): Promise<void> {
    const about = `password of ${user.id}`;
    await this.take(about, user);
    if (!(await this.passwords.fits(password, user.passwordHash))) throw wrongPassword();
    await this.guesses.forget(about);
  }

  /** Lets the owner of an address try again: they have shown that it is theirs. */
  async forgetTries(email: string): Promise<void> {
    const about = aboutSignIn(normalizeEmail(email));
    await this.guesses.forget(about, `${about}, known address`);
  }

  private async checkCode(user: StoredUser, otp: string | undefined): Promise<void> {
    if (otp === undefined) throw otpRequired();
    try {
      await this.secondFactor.check(user.id, otp);
    } catch (error) {
      if (isError(error, tooManyTries)) await this.audit.record('sign_in_blocked', user.id);
      if (isError(error, otpRequired)) await this.audit.record('sign_in_failed', user.id, { reason: 'otp' });
      throw error;
    }
  }

  private async take(about: string, user: StoredUser | null): Promise<void> {
    try {
      await this.guesses.take(about);
    } catch (error) {
      if (isError(error, tooManyTries)) await this.audit.record('sign_in_blocked', user?.id ?? null);
      throw error;
    }
  }
}

const aboutSignIn = (address: string): string => `sign-in of ${address}`;
