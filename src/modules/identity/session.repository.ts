import { Injectable } from '@nestjs/common';
import { In, IsNull, LessThan, MoreThan, Not } from 'typeorm';
import { deleteBatch } from '../../platform/database/delete-batch.js';
import { Transactions } from '../../platform/database/transactions.js';
import { RefreshToken, Session } from './session.entity.js';
import { User, type UserStatus } from './user.entity.js';

/** A session and whether its user may still use it. */
export interface SessionState {
  readonly id: string;
  readonly userId: string;
  readonly userStatus: UserStatus;
  /** Sealed. */
  readonly secret: string;
  /** When its user signed in. */
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
}

/** How many sessions are deleted at once. */
const sessionBatch = 50;

/** The only code that queries sessions and refresh tokens. */
@Injectable()
export class SessionRepository {
  constructor(private readonly transactions: Transactions) {}

  async add(session: Session): Promise<void> {
    await this.transactions.manager.insert(Session, session);
  }

  async find(id: string): Promise<SessionState | null> {
    const found = await this.transactions.manager
      .getRepository(Session)
      .createQueryBuilder('session')
      .innerJoinAndMapOne('session.user', User, 'user', 'user.id = session.userId')
      .where('session.id = :id', { id })
      .getOne();
    if (!found) return null;
    const { user, ...session } = found as Session & { user: User };
    return { ...session, userStatus: user.status };
  }

  async addToken(token: RefreshToken): Promise<void> {
    await this.transactions.manager.insert(RefreshToken, token);
  }

  async findToken(hash: string): Promise<RefreshToken | null> {
    return this.transactions.manager.findOneBy(RefreshToken, { hash });
  }

  /** Marks a token as exchanged; whether this call was the one that did it. */
  async useToken(hash: string, now: Date): Promise<boolean> {
    const { affected } = await this.transactions.manager.update(
      RefreshToken,
      { hash, usedAt: IsNull() },
      { usedAt: now },
    );
    return affected === 1;
  }

  /** Notes that a session was refreshed. */
  async touch(id: string, now: Date): Promise<void> {
    await this.transactions.manager.update(Session, { id }, { usedAt: now });
  }

  /** The sessions of a user that are open, the last used first. */
  async openOf(userId: string, now: Date): Promise<Session[]> {
    return this.transactions.manager.find(Session, {
      where: { userId, endedAt: IsNull(), expiresAt: MoreThan(now) },
      order: { usedAt: 'DESC', id: 'DESC' },
      take: 100,
    });
  }

  /** Some open sessions of a user in the order of their ids, the newest first, from before one on. */
  async openBefore(userId: string, id: string | undefined, limit: number, now: Date): Promise<Session[]> {
    return this.transactions.manager.find(Session, {
      where: {
        userId,
        endedAt: IsNull(),
        expiresAt: MoreThan(now),
        ...(id !== undefined && { id: LessThan(id) }),
      },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /** Whether the user signed in since a time from this address, with this device, or at all. */
  async wasSeen(
    userId: string,
    since: Date,
    from: { address?: string; device?: string } = {},
  ): Promise<boolean> {
    return this.transactions.manager.existsBy(Session, { userId, createdAt: MoreThan(since), ...from });
  }

  /** Ends a session of a user. @returns whether it was open */
  async endOf(userId: string, id: string, now: Date): Promise<boolean> {
    const { affected } = await this.transactions.manager.update(
      Session,
      { id, userId, endedAt: IsNull(), expiresAt: MoreThan(now) },
      { endedAt: now },
    );
    return affected === 1;
  }

  /** Forgets from where an account was used. @param but the id of a session whose origin stays */
  async forgetOrigins(userId: string, but?: string): Promise<void> {
    await this.transactions.manager.update(
      Session,
      { userId, ...(but !== undefined && { id: Not(but) }) },
      { address: null, device: null },
    );
  }

  /**
   * Deletes a batch of sessions that were ended, or expired, before a time, with their refresh tokens, of which one may have
   * thousands: these go in batches of their own first. @returns whether there may be more
   */
  async deleteEnded(before: Date): Promise<boolean> {
    const { manager } = this.transactions;
    for (const over of [{ endedAt: LessThan(before) }, { expiresAt: LessThan(before) }]) {
      const sessions = await manager.find(Session, { where: over, take: sessionBatch });
      if (sessions.length === 0) continue;
      const ids = sessions.map(({ id }) => id);
      if (await deleteBatch(manager, RefreshToken, 'hash', { sessionId: In(ids) })) return true;
      await manager.delete(Session, ids);
      return true;
    }
    return false;
  }

  async end(id: string, now: Date): Promise<void> {
    await this.transactions.manager.update(Session, { id, endedAt: IsNull() }, { endedAt: now });
  }

  /** @param but the id of a session that goes on */
  async endAllOf(userId: string, now: Date, but?: string): Promise<void> {
    await this.transactions.manager.update(
      Session,
      { userId, endedAt: IsNull(), ...(but !== undefined && { id: Not(but) }) },
      { endedAt: now },
    );
  }
}
