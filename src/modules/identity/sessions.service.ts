import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { Transactions } from '../../platform/database/transactions.js';
import { invalidRefreshToken } from './identity.errors.js';
import { SessionRepository, type SessionState } from './session.repository.js';

/** A session ends at the latest after 30 days, however often it is refreshed. */
const lifetime = 30 * 86_400_000;
/** Clients send the same refresh several times at once; for this long they all get the same successor. */
const grace = 10_000;
/** How long a process believes what it last read of a session; an end elsewhere is noticed within this time. */
const believedFor = 3_000;

/** A session and the refresh token that continues it. */
export interface OpenSession {
  readonly sessionId: string;
  readonly userId: string;
  readonly refreshToken: string;
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * Sign-ins that last. A refresh token is used once: it is exchanged for a successor, which follows from it and the
 * session's secret, so that requests sent in parallel get the same one. A token used again after the grace period has
 * been stolen or copied: the session ends for everybody (RFC 9700, section 4.14.2).
 */
@Injectable()
export class Sessions {
  private readonly known = new LRUCache<string, Promise<SessionState | null>>({
    max: 10_000,
    ttl: believedFor,
  });

  constructor(
    private readonly sessions: SessionRepository,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  async open(userId: string): Promise<OpenSession> {
    const now = this.clock.now();
    const session = {
      id: newId(),
      userId,
      secret: randomBytes(32).toString('hex'),
      createdAt: now,
      endedAt: null,
    };
    const refreshToken = randomBytes(32).toString('base64url');
    await this.transactions.run(async () => {
      await this.sessions.add({ ...session, expiresAt: new Date(now.getTime() + lifetime) });
      await this.sessions.addToken(unused(refreshToken, session.id, now));
    });
    return { sessionId: session.id, userId, refreshToken };
  }

  /** @throws invalidRefreshToken */
  async refresh(refreshToken: string): Promise<OpenSession> {
    const outcome = await this.transactions.run(() => this.exchange(refreshToken));
    if ('stolenFrom' in outcome) this.known.delete(outcome.stolenFrom);
    if ('successor' in outcome) return outcome.successor;
    throw invalidRefreshToken();
  }

  /** Whether the session lets its user in; what is answered is at most three seconds old. */
  async isOpen(sessionId: string): Promise<boolean> {
    let state = this.known.get(sessionId);
    if (!state) {
      state = this.sessions.find(sessionId);
      this.known.set(sessionId, state);
      state.catch(() => this.known.delete(sessionId));
    }
    return usable(await state, this.clock.now());
  }

  async end(sessionId: string): Promise<void> {
    await this.sessions.end(sessionId, this.clock.now());
    this.known.delete(sessionId);
  }

  async endAllOf(userId: string): Promise<void> {
    await this.sessions.endAllOf(userId, this.clock.now());
    this.transactions.afterCommit(() => this.known.clear());
  }

  private async exchange(
    token: string,
  ): Promise<{ successor: OpenSession } | { stolenFrom: string } | { unknown: true }> {
    const now = this.clock.now();
    const hash = hashOf(token);
    const stored = await this.sessions.findToken(hash);
    const session = stored && (await this.sessions.find(stored.sessionId));
    if (!session || !usable(session, now)) return { unknown: true };

    const successor = createHmac('sha256', session.secret).update(token).digest('base64url');
    const first = await this.sessions.useToken(hash, now);
    if (first) {
      await this.sessions.addToken(unused(successor, session.id, now));
    } else {
      const usedAt = (await this.sessions.findToken(hash))?.usedAt ?? now;
      if (now.getTime() - usedAt.getTime() > grace) {
        await this.sessions.end(session.id, now);
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
