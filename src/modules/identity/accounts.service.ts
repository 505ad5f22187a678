import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { isDuplicate } from '../../platform/database/errors.js';
import type { PageRequest, Slice } from '../../platform/database/keyset.js';
import { Transactions } from '../../platform/database/transactions.js';
import { Events } from '../../platform/events/events.js';
import { Audit } from './audit/audit.service.js';
import type { AuditType } from './audit/audit.js';
import { emailTaken, userNotFound } from './identity.errors.js';
import { AccountRegistered, PasswordChanged, RegistrationRepeated, UserRenamed } from './identity.events.js';
import { PasswordHasher } from './password-hasher.service.js';
import { orderRoles, type Role } from './roles.js';
import { normalizeEmail } from './user.js';
import { type StoredUser, UserRepository, type UserChange } from './user.repository.js';
import { type ExpectedVersions, requireVersion } from '../../platform/http/preconditions.js';

/** What a new account starts with. */
export interface NewAccount {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly roles?: readonly Role[];
  readonly emailVerified?: boolean;
}

/** Accounts: who there is. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly users: UserRepository,
    private readonly passwords: PasswordHasher,
    private readonly audit: Audit,
    private readonly events: Events,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Opens an account for a stranger. Does not tell whether the address had one already: the same answer, the same time (a sign-in
   * afterwards tells). Its owner is told by mail.
   */
  async register(account: Omit<NewAccount, 'roles' | 'emailVerified'>): Promise<void> {
    const user = await this.prepare(account);
    try {
      await this.transactions.run(async () => {
        const known = await this.users.findByEmail(user.email);
        if (known) return this.events.publish(new RegistrationRepeated({ userId: known.id }));
        await this.users.add(user, ['customer']);
        await this.audit.record('account_registered', user.id);
        await this.events.publish(new AccountRegistered({ userId: user.id }));
      });
    } catch (error) {
      // Another request with this address was faster.
      if (!isDuplicate(error)) throw error;
    }
  }

  /** @throws emailTaken */
  async create(account: NewAccount): Promise<StoredUser> {
    const roles = orderRoles(account.roles?.length ? account.roles : ['customer']);
    const user = await this.prepare(account);
    try {
      await this.transactions.run(async () => {
        await this.users.add(user, roles);
        await this.audit.record('account_created', user.id, { roles: roles.join(' ') });
      });
    } catch (error) {
      if (isDuplicate(error)) throw emailTaken(undefined, { fields: [takenField], cause: error });
      throw error;
    }
    return { ...user, roles };
  }

  /** Opens an account for somebody whom another provider knows: it has no password. @throws emailTaken */
  async adopt(person: { email: string; name: string; emailVerified: boolean }): Promise<StoredUser> {
    const now = this.clock.now();
    const id = newId();
    const user = {
      id,
      ...person,
      passwordHash: null,
      status: 'active' as const,
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    await this.users.add(user, ['customer']);
    await this.audit.record('account_registered', id);
    return { ...user, roles: ['customer'] };
  }

  /** @throws userNotFound */
  async get(id: string): Promise<StoredUser> {
    const user = await this.users.find(id);
    if (!user || user.status === 'deleted') throw userNotFound();
    return user;
  }

  /** @throws userNotFound */
  async withEmail(email: string): Promise<StoredUser> {
    const user = await this.users.findByEmail(normalizeEmail(email));
    if (!user) throw userNotFound();
    return user;
  }

  async list(request: PageRequest, filter: { status?: string; role?: string }): Promise<Slice<StoredUser>> {
    return this.users.page(request, filter);
  }

  /** @throws userNotFound, staleVersion */
  async rename(id: string, name: string | undefined, expected?: ExpectedVersions): Promise<StoredUser> {
    return this.transactions.run(async () => {
      const user = await this.change(id, name === undefined ? {} : { name }, expected);
      if (name !== undefined) await this.events.publish(new UserRenamed({ userId: id }));
      return user;
    });
  }

  /** Notes that the address was shown to be its owner's. @returns whether it was the first time */
  async markVerified(id: string): Promise<boolean> {
    return this.transactions.run(async () => {
      const user = await this.get(id);
      if (user.emailVerified) return false;
      await this.users.change(user, { emailVerified: true }, this.clock.now());
      await this.audit.record('email_verified', id);
      return true;
    });
  }

  /**
   * Puts a new password in the place of the old one, and has its owner told by mail.
   * @param reason how it came
   * @returns the account as it was before
   */
  async setPassword(
    id: string,
    passwordHash: string,
    reason: AuditType & `password_${string}`,
  ): Promise<StoredUser> {
    return this.transactions.run(async () => {
      const user = await this.get(id);
      // Whoever received the token reads the mail of this address.
      const proof = reason === 'password_reset' && { emailVerified: true };
      await this.users.change(user, { passwordHash, ...proof }, this.clock.now());
      await this.audit.record(reason, id);
      await this.events.publish(new PasswordChanged({ userId: id, at: this.clock.now().toISOString() }));
      return user;
    });
  }

  /** @throws userNotFound, staleVersion */
  async change(id: string, change: UserChange, expected?: ExpectedVersions): Promise<StoredUser> {
    return this.transactions.run(async () => {
      const user = await this.get(id);
      requireVersion(user.version, expected);
      const updatedAt = this.clock.now();
      await this.users.change(user, change, updatedAt);
      return { ...user, ...change, version: user.version + 1, updatedAt };
    });
  }

  private async prepare(account: NewAccount) {
    const now = this.clock.now();
    return {
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
  }
}

const takenField = { field: 'email', code: 'taken', message: 'email belongs to another account' };
