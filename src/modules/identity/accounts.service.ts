import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { isError } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { isDuplicate } from '../../platform/database/errors.js';
import type { PageRequest, Slice } from '../../platform/database/keyset.js';
import { Transactions } from '../../platform/database/transactions.js';
import { staleVersion } from '../../platform/http/errors.js';
import { emailTaken, lastAdmin, userNotFound, wrongPassword } from './identity.errors.js';
import { PasswordHasher } from './password-hasher.service.js';
import { orderRoles, type Role } from './roles.js';
import { Sessions } from './sessions.service.js';
import { anonymized, normalizeEmail } from './user.js';
import { type StoredUser, UserRepository, type UserChange } from './user.repository.js';

/** What a new account starts with. */
export interface NewAccount {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly roles?: readonly Role[];
  readonly emailVerified?: boolean;
}

/** Accounts: who there is and what they may do. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly users: UserRepository,
    private readonly passwords: PasswordHasher,
    private readonly sessions: Sessions,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Opens an account for a stranger. Tells nobody whether the address had one already: the same answer, the same time. */
  async register(account: Omit<NewAccount, 'roles' | 'emailVerified'>): Promise<void> {
    await this.create(account).catch((error: unknown) => {
      if (!isError(error, emailTaken)) throw error;
    });
  }

  /** @throws emailTaken */
  async create(account: NewAccount): Promise<StoredUser> {
    const now = this.clock.now();
    const roles = orderRoles(account.roles?.length ? account.roles : ['customer']);
    const user = {
      id: newId(),
      email: normalizeEmail(account.email),
      name: account.name,
      passwordHash: await this.passwords.hash(account.password),
      status: 'active' as const,
      emailVerified: account.emailVerified ?? false,
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    try {
      await this.transactions.run(() => this.users.add(user, roles));
    } catch (error) {
      if (isDuplicate(error)) throw emailTaken(undefined, { fields: [takenField], cause: error });
      throw error;
    }
    return { ...user, roles };
  }

  /** @throws userNotFound */
  async get(id: string): Promise<StoredUser> {
    const user = await this.users.find(id);
    if (!user || user.status === 'deleted') throw userNotFound();
    return user;
  }

  async list(request: PageRequest, filter: { status?: string; role?: string }): Promise<Slice<StoredUser>> {
    return this.users.page(request, filter);
  }

  /** @throws userNotFound, staleVersion */
  async rename(id: string, name: string | undefined, expected?: number): Promise<StoredUser> {
    return this.change(id, name === undefined ? {} : { name }, expected);
  }

  /** Ends every session, so that whoever knew the old password is out. @throws wrongPassword */
  async changePassword(id: string, current: string, next: string): Promise<void> {
    const user = await this.get(id);
    if (!(await this.passwords.fits(current, user.passwordHash))) throw wrongPassword();
    const passwordHash = await this.passwords.hash(next);
    await this.transactions.run(async () => {
      await this.users.change(await this.get(id), { passwordHash }, this.clock.now());
      await this.sessions.endAllOf(id);
    });
  }

  /** @throws userNotFound, lastAdmin, staleVersion */
  async setRoles(id: string, roles: readonly Role[], expected?: number): Promise<void> {
    await this.transactions.run(async () => {
      if (!roles.includes('admin')) await this.keepAnAdmin(id);
      await this.change(id, {}, expected);
      await this.users.setRoles(id, orderRoles(roles));
      await this.sessions.endAllOf(id);
    });
  }

  /** @throws userNotFound, lastAdmin */
  async disable(id: string): Promise<void> {
    await this.transactions.run(async () => {
      await this.keepAnAdmin(id);
      await this.change(id, { status: 'disabled' });
      await this.sessions.endAllOf(id);
    });
  }

  /** @throws userNotFound */
  async enable(id: string): Promise<void> {
    await this.change(id, { status: 'active' });
  }

  /** Forgets who the user was; what they wrote stays, without a name. @throws userNotFound, lastAdmin, staleVersion */
  async delete(id: string, expected?: number): Promise<void> {
    await this.transactions.run(async () => {
      await this.keepAnAdmin(id);
      await this.change(id, anonymized(id), expected);
      await this.users.setRoles(id, []);
      await this.sessions.endAllOf(id);
    });
  }

  private async change(id: string, change: UserChange, expected?: number): Promise<StoredUser> {
    return this.transactions.run(async () => {
      const user = await this.get(id);
      if (expected !== undefined && expected !== user.version) throw staleVersion();
      const updatedAt = this.clock.now();
      await this.users.change(user, change, updatedAt);
      return { ...user, ...change, version: user.version + 1, updatedAt };
    });
  }

  private async keepAnAdmin(removed: string): Promise<void> {
    const admins = await this.users.lockActiveAdmins();
    if (admins.length === 1 && admins[0] === removed) throw lastAdmin();
  }
}

const takenField = { field: 'email', code: 'taken', message: 'email belongs to another account' };
