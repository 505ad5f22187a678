import { Injectable } from '@nestjs/common';
import { Configuration } from '../../platform/config/configuration.js';
import { accessTokenLifetime, AccessTokenService } from './access-token.service.js';
import { Credentials } from './credentials.service.js';
import { emailNotVerified, invalidRefreshToken } from './identity.errors.js';
import { type OpenSession, Sessions } from './sessions.service.js';
import { SignInRecords } from './sign-in-records.service.js';
import { type StoredUser, UserRepository } from './user.repository.js';

/** What a sign-in gives (RFC 6749, section 5.1, in our spelling). */
export interface Tokens {
  readonly accessToken: string;
  readonly tokenType: 'Bearer';
  /** Seconds until the access token expires. */
  readonly expiresIn: number;
  readonly refreshToken: string;
}

/** Signing in, staying signed in, signing out. */
@Injectable()
export class SignInService {
  constructor(
    private readonly credentials: Credentials,
    private readonly users: UserRepository,
    private readonly sessions: Sessions,
    private readonly records: SignInRecords,
    private readonly accessTokens: AccessTokenService,
    private readonly configuration: Configuration,
  ) {}

  /** @throws invalidCredentials whichever part was wrong, and after the same time; otpRequired, tooManyTries, emailNotVerified */
  async signIn(email: string, password: string, otp?: string): Promise<Tokens> {
    const user = await this.credentials.check(email, password, otp);
    if (this.configuration.requireVerifiedEmail && !user.emailVerified) throw emailNotVerified();
    return this.tokensFor(user, await this.records.open(user, 'password', user.passwordHash));
  }

  /** Signs a user in who has proved who they are. @param method how */
  async open(user: StoredUser, method: string): Promise<Tokens> {
    return this.tokensFor(user, await this.records.open(user, method));
  }

  /** @throws invalidRefreshToken */
  async refresh(refreshToken: string): Promise<Tokens> {
    const session = await this.sessions.refresh(refreshToken);
    const user = await this.users.find(session.userId);
    if (user?.status !== 'active') throw invalidRefreshToken();
    return this.tokensFor(user, session);
  }

  async signOut(userId: string, sessionId: string | null): Promise<void> {
    if (sessionId !== null) await this.records.end(userId, sessionId);
  }

  async signOutEverywhere(userId: string): Promise<void> {
    await this.records.endAll(userId);
  }

  private async tokensFor(user: StoredUser, session: OpenSession): Promise<Tokens> {
    return {
      accessToken: await this.accessTokens.issue(user, session.sessionId),
      tokenType: 'Bearer',
      expiresIn: accessTokenLifetime,
      refreshToken: session.refreshToken,
    };
  }
}
