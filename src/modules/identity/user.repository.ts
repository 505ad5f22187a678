import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { dialectOf } from '../../platform/database/dialect.js';
import { ConcurrentUpdate } from '../../platform/database/errors.js';
import { keysetPage, type PageRequest, type Slice, type Sorts } from '../../platform/database/keyset.js';
import { placesFor } from '../../platform/database/direct-entity-manager.js';
import { Transactions } from '../../platform/database/transactions.js';
import type { Role } from './roles.js';
import { User, UserRole, type UserStatus } from './user.entity.js';
import type { UserFacts } from './user.js';

/** An account with its roles. */
export interface StoredUser extends UserFacts {
  readonly passwordHash: string | null;
  readonly status: UserStatus;
}

/** What may be changed of an account. */
export type UserChange = Partial<Pick<User, 'email' | 'name' | 'passwordHash' | 'status' | 'emailVerified'>>;

const sorts: Sorts<User> = {
  createdAt: { column: 'user.createdAt', type: 'timestamp', value: (user) => user.createdAt },
  email: { column: 'user.email', type: 'text', value: (user) => user.email },
};

/** The only code that queries accounts and their roles. */
@Injectable()
export class UserRepository {
  constructor(private readonly transactions: Transactions) {}

  /** @throws a duplicate-key error when the address has an account */
  async add(user: Omit<User, 'roles'>, roles: readonly Role[]): Promise<void> {
    await this.transactions.manager.insert(User, user);
    await this.addRoles(user.id, roles);
  }

  async find(id: string): Promise<StoredUser | null> {
    return this.findBy({ id });
  }

  /** Locks an account until the open transaction ends: nothing of it changes meanwhile. */
  async lock(id: string): Promise<void> {
    // On SQLite a transaction has the database for itself.
    if (dialectOf(this.transactions.manager.dataSource) === 'mysql')
      await this.transactions.manager.rows('SELECT id FROM identity_users WHERE id = ? FOR UPDATE', [id]);
  }

  async findByEmail(email: string): Promise<StoredUser | null> {
    return this.findBy({ email });
  }

  /** Two statements, however long the page is: the accounts, and the roles of all of them. */
  async page(request: PageRequest, filter: { status?: string; role?: string }): Promise<Slice<StoredUser>> {
    const query = this.transactions.manager.getRepository(User).createQueryBuilder('user');
    if (filter.status !== undefined) query.andWhere('user.status = :status', { status: filter.status });
    if (filter.role !== undefined) {
      const holders = query
        .subQuery()
        .select('held.userId')
        .from(UserRole, 'held')
        .where('held.role = :role')
        .getQuery();
      query.andWhere(`user.id IN ${holders}`, { role: filter.role });
    }
    const { rows, ...rest } = await keysetPage(query, request, sorts);
    const roles = await this.rolesOf(rows.map(({ id }) => id));
    return { ...rest, rows: rows.map((row) => withRoles(row, roles.get(row.id))) };
  }

  /** Names by id; ids without an account are left out. */
  async names(ids: readonly string[]): Promise<{ id: string; name: string }[]> {
    if (ids.length === 0) return [];
    return this.transactions.manager.rows<{ id: string; name: string }>(
      `SELECT id, name FROM identity_users WHERE id IN (${placesFor(ids)})`,
      [...ids],
    );
  }

  /**
   * Changes an account that is still at the version it was read at.
   * @throws ConcurrentUpdate when it is not
   */
  async change(user: { id: string; version: number }, change: UserChange, now: Date): Promise<void> {
    const { id, version } = user;
    const { affected } = await this.transactions.manager.update(
      User,
      { id, version },
      { ...change, version: version + 1, updatedAt: now },
    );
    if (affected !== 1) throw new ConcurrentUpdate(`user ${id}`);
  }

  /** Puts roles in the place of those that the account has. */
  async setRoles(userId: string, roles: readonly Role[]): Promise<void> {
    await this.transactions.manager.delete(UserRole, { userId });
    await this.addRoles(userId, roles);
  }

  /** The ids of all admins who can sign in; locked, so that none of them is removed at the same moment elsewhere. */
  async lockActiveAdmins(): Promise<string[]> {
    const query = this.transactions.manager
      .getRepository(UserRole)
      .createQueryBuilder('held')
      .innerJoin(User, 'user', 'user.id = held.userId AND user.status = :status', { status: 'active' })
      .where('held.role = :role', { role: 'admin' });
    // SQLite has one writer at a time: its transaction is the lock.
    if (dialectOf(this.transactions.manager.dataSource) === 'mysql') query.setLock('pessimistic_write');
    return (await query.getMany()).map(({ userId }) => userId);
  }

  async count(): Promise<number> {
    return this.transactions.manager.count(User);
  }

  async holdersOf(role: Role): Promise<number> {
    return this.transactions.manager.countBy(UserRole, { role });
  }

  private async addRoles(userId: string, roles: readonly Role[]): Promise<void> {
    const rows = roles.map((role) => ({ userId, role }));
    if (rows.length > 0) await this.transactions.manager.insert(UserRole, rows);
  }

  private async findBy(where: { id: string } | { email: string }): Promise<StoredUser | null> {
    const user = await this.transactions.manager.findOneBy(User, where);
    return user && withRoles(user, (await this.rolesOf([user.id])).get(user.id));
  }

  private async rolesOf(ids: readonly string[]): Promise<Map<string, UserRole[]>> {
    if (ids.length === 0) return new Map();
    const held = await this.transactions.manager.findBy(UserRole, { userId: In([...ids]) });
    return Map.groupBy(held, ({ userId }) => userId);
  }
}

function withRoles(user: User, roles: readonly UserRole[] = []): StoredUser {
  return { ...user, roles: roles.map(({ role }) => role) };
}
