import { Injectable } from '@nestjs/common';
import { Configuration } from '../../platform/config/configuration.js';
import { accessTokenLifetime, AccessTokenService } from './access-token.service.js';
import { emailNotVerified, invalidCredentials, invalidRefreshToken } from './identity.errors.js';
import { PasswordHasher } from './password-hasher.service.js';
import { Sessions, type OpenSession } from './sessions.service.js';
import { normalizeEmail } from './user.js';
import { UserRepository, type StoredUser } from './user.repository.js';

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
    private readonly users: UserRepository,
    private readonly passwords: PasswordHasher,
    private readonly sessions: Sessions,
    private readonly accessTokens: AccessTokenService,
    private readonly configuration: Configuration,
  ) {}

  /** @throws invalidCredentials whichever part was wrong, and after the same time */
  async signIn(email: string, password: string): Promise<Tokens> {
    const user = await this.users.findByEmail(normalizeEmail(email));
    const fits = await this.passwords.fits(password, user?.passwordHash);
    if (!user || !fits || user.status !== 'active') throw invalidCredentials();
    if (this.configuration.requireVerifiedEmail && !user.emailVerified) throw emailNotVerified();
    return this.tokensFor(user, await this.sessions.open(user.id));
  }

  /** @throws invalidRefreshToken */
  async refresh(refreshToken: string): Promise<Tokens> {
    const session = await this.sessions.refresh(refreshToken);
    const user = await this.users.find(session.userId);
    if (user?.status !== 'active') throw invalidRefreshToken();
    return this.tokensFor(user, session);
  }

  async signOut(sessionId: string): Promise<void> {
    await this.sessions.end(sessionId);
  }

  async signOutEverywhere(userId: string): Promise<void> {
    await this.sessions.endAllOf(userId);
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
