import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { RequestOrigin } from '../../platform/access/origin.js';
import { Transactions } from '../../platform/database/transactions.js';
import { KeyRing } from '../../platform/encryption/key-ring.js';
import { placeOf } from '../../platform/encryption/sealed-column.js';
import { Audit } from './audit/audit.service.js';
import { Beliefs } from './beliefs.js';
import { invalidRefreshToken, sessionNotFound } from './identity.errors.js';
import { SessionRepository, type SessionState } from './session.repository.js';

/** A session ends at the latest after 30 days, however often it is refreshed. */
const lifetime = 30 * 86_400_000;
/** Clients send the same refresh several times at once; for this long they all get the same successor. */
const grace = 10_000;
/** How long addresses and devices of sign-ins count as known. */
const remembered = 30 * 86_400_000;
/** How long a process believes what it last read of a session; an end elsewhere is noticed within this time. */
const believedFor = 3_000;

/** A session and the refresh token that continues it. */
export interface OpenSession {
  readonly sessionId: string;
  readonly userId: string;
  readonly refreshToken: string;
}

/** An open session as its user sees it. */
export interface SessionFacts {
  readonly id: string;
  readonly address: string | null;
  readonly device: string | null;
  readonly createdAt: Date;
  readonly usedAt: Date;
  readonly expiresAt: Date;
}

const secretOf = (id: string): string => placeOf('identity_sessions', 'secret', id);
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * Sign-ins that last. A refresh token is used once: it is exchanged for a successor, which follows from it and the
 * session's secret, so that requests sent in parallel get the same one. A token used again after the grace period has
 * been stolen or copied: the session ends for everybody (RFC 9700, section 4.14.2).
 */
@Injectable()
export class Sessions {
  private readonly known = new Beliefs<SessionState | null>(believedFor);

  constructor(
    private readonly sessions: SessionRepository,
    private readonly transactions: Transactions,
    private readonly keys: KeyRing,
    private readonly audit: Audit,
    private readonly origin: RequestOrigin,
    private readonly clock: Clock,
  ) {}

  async open(userId: string): Promise<OpenSession> {
    const now = this.clock.now();
    const id = newId();
    const { address, device } = this.origin.current();
    const session = {
      id,
      userId,
      secret: this.keys.seal(randomBytes(32).toString('hex'), secretOf(id)),
      address,
      device,
      createdAt: now,
      usedAt: now,
      endedAt: null,
    };
    const refreshToken = randomBytes(32).toString('base64url');
    await this.transactions.run(async () => {
      await this.sessions.add({ ...session, expiresAt: new Date(now.getTime() + lifetime) });
      await this.sessions.addToken(unused(refreshToken, session.id, now));
    });
    return { sessionId: session.id, userId, refreshToken };
  }

  /** The open sessions of a user, the last used first. */
  async listOf(userId: string): Promise<SessionFacts[]> {
    return this.sessions.openOf(userId, this.clock.now());
  }

  /** Some open sessions of a user, the newest first: those that were opened before one of them. */
  async openBefore(userId: string, id: string | undefined, limit: number): Promise<SessionFacts[]> {
    return this.sessions.openBefore(userId, id, limit, this.clock.now());
  }

  /** Whether a sign-in from here would be the first from this device, while others are known. */
  async isNewDevice(userId: string): Promise<boolean> {
    const { device } = this.origin.current();
    const since = new Date(this.clock.now().getTime() - remembered);
    if (!(await this.sessions.wasSeen(userId, since))) return false;
    return device === null || !(await this.sessions.wasSeen(userId, since, { device }));
  }

  /** Whether the user signed in from the address of this request in the last 30 days. */
  async isKnownAddress(userId: string): Promise<boolean> {
    const { address } = this.origin.current();
    const since = new Date(this.clock.now().getTime() - remembered);
    return address !== null && this.sessions.wasSeen(userId, since, { address });
  }

  /** @throws invalidRefreshToken */
  async refresh(refreshToken: string): Promise<OpenSession> {
    const outcome = await this.transactions.run(() => this.exchange(refreshToken));
    if ('stolenFrom' in outcome) this.known.forget(outcome.stolenFrom);
    if ('successor' in outcome) return outcome.successor;
    throw invalidRefreshToken();
  }

  /** Whether the session is this user's and lets them in; what is answered is at most three seconds old. */
  async isOpen(sessionId: string, userId: string): Promise<boolean> {
    const session = await this.known.get(sessionId, () => this.sessions.find(sessionId));
    return session?.userId === userId && usable(session, this.clock.now());
  }

  async end(sessionId: string): Promise<void> {
    await this.sessions.end(sessionId, this.clock.now());
    this.known.forget(sessionId);
  }

  /** Ends one session of a user. @throws sessionNotFound */
  async endOf(userId: string, sessionId: string): Promise<void> {
    await this.transactions.run(async () => {
      if (!(await this.sessions.endOf(userId, sessionId, this.clock.now()))) throw sessionNotFound();
      await this.audit.record('signed_out', userId, { sessionId });
    });
    this.known.forget(sessionId);
  }

  /** Forgets from where a user signed in: the next sign-in is from a new device. @param but the id of a session whose origin stays */
  async forgetOrigins(userId: string, but?: string): Promise<void> {
    await this.sessions.forgetOrigins(userId, but);
  }

  /** @param but the id of a session that goes on */
  async endAllOf(userId: string, but?: string): Promise<void> {
    await this.sessions.endAllOf(userId, this.clock.now(), but);
    this.transactions.afterCommit(() => this.known.forgetAll());
  }

  private async exchange(
    token: string,
  ): Promise<{ successor: OpenSession } | { stolenFrom: string } | { unknown: true }> {
    const now = this.clock.now();
    const hash = hashOf(token);
    const stored = await this.sessions.findToken(hash);
    const session = stored && (await this.sessions.find(stored.sessionId));
    if (!session || !usable(session, now)) return { unknown: true };

    const secret = this.keys.open(session.secret, secretOf(session.id));
    const successor = createHmac('sha256', secret).update(token).digest('base64url');
    const first = await this.sessions.useToken(hash, now);
    if (first) {
      await this.sessions.addToken(unused(successor, session.id, now));
      await this.sessions.touch(session.id, now);
    } else {
      const usedAt = (await this.sessions.findToken(hash))?.usedAt ?? now;
      if (now.getTime() - usedAt.getTime() > grace) {
        await this.sessions.end(session.id, now);
        await this.audit.record('token_reused', session.userId, { sessionId: session.id });
        return { stolenFrom: session.id };
      }
    }
    return { successor: { sessionId: session.id, userId: session.userId, refreshToken: successor } };
  }
}

function unused(token: string, sessionId: string, now: Date) {
  return { hash: hashOf(token), sessionId, createdAt: now, usedAt: null };
}

function usable(session: SessionState | null, now: Date): boolean {
  return (
    session !== null && session.endedAt === null && session.expiresAt > now && session.userStatus === 'active'
  );
}
