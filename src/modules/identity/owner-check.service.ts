import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { emailNotVerified, recentSignInRequired } from './identity.errors.js';
import { SessionRepository } from './session.repository.js';
import { type StoredUser, UserRepository } from './user.repository.js';

/** Milliseconds for which a sign-in counts as recent. */
const recent = 15 * 60_000;

/** Who asks, and in which session. */
export interface SignedIn {
  readonly userId: string;
  /** Null for an API key. */
  readonly sessionId: string | null;
}

/**
 * A second look before what outlives a session, or ends an account. Each method asks the database, not what a process believes
 * of a session, and locks the account until the open transaction ends: what it said is true when the transaction commits.
 */
@Injectable()
export class OwnerCheck {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly clock: Clock,
  ) {}

  /** That the session is open and began with a sign-in of the last 15 minutes; a refresh is none. @throws recentSignInRequired */
  async signedInLately({ userId, sessionId }: SignedIn): Promise<StoredUser> {
    await this.users.lock(userId);
    const user = await this.users.find(userId);
    const session = sessionId === null ? null : await this.sessions.find(sessionId);
    const now = this.clock.now();
    if (
      user?.status !== 'active' ||
      session?.userId !== userId ||
      session.endedAt !== null ||
      now.getTime() - session.createdAt.getTime() > recent
    )
      throw recentSignInRequired();
    return user;
  }

  /** The same, and that the address was shown to be its owner's. @throws emailNotVerified, recentSignInRequired */
  async proved(caller: SignedIn): Promise<StoredUser> {
    const user = await this.signedInLately(caller);
    if (!user.emailVerified) throw emailNotVerified();
    return user;
  }
}
