import { Injectable } from '@nestjs/common';
import { Transactions } from '../../platform/database/transactions.js';
import { Events } from '../../platform/events/events.js';
import { AccountsService } from './accounts.service.js';
import { Audit } from './audit/audit.service.js';
import { lastAdmin } from './identity.errors.js';
import { UserDeleted } from './identity.events.js';
import { OwnerCheck, type SignedIn } from './owner-check.service.js';
import { orderRoles, type Role } from './roles.js';
import { Sessions } from './sessions.service.js';
import { anonymized } from './user.js';
import { UserRepository } from './user.repository.js';
import { type ExpectedVersions } from '../../platform/http/preconditions.js';

/** What accounts may do, and whether they may do anything. The last admin stays. */
@Injectable()
export class AccountControl {
  constructor(
    private readonly accounts: AccountsService,
    private readonly users: UserRepository,
    private readonly sessions: Sessions,
    private readonly owner: OwnerCheck,
    private readonly audit: Audit,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  /** @throws userNotFound, lastAdmin, staleVersion */
  async setRoles(id: string, roles: readonly Role[], expected?: ExpectedVersions): Promise<void> {
    await this.transactions.run(async () => {
      if (!roles.includes('admin')) await this.keepAnAdmin(id);
      const before = await this.accounts.change(id, {}, expected);
      await this.users.setRoles(id, orderRoles(roles));
      await this.sessions.endAllOf(id);
      const [from, to] = [orderRoles(before.roles), orderRoles(roles)].map((held) => held.join(' '));
      await this.audit.record('roles_changed', id, { from: from ?? '', to: to ?? '' });
    });
  }

  /** @throws userNotFound, lastAdmin */
  async disable(id: string): Promise<void> {
    await this.transactions.run(async () => {
      await this.keepAnAdmin(id);
      await this.accounts.change(id, { status: 'disabled' });
      await this.sessions.endAllOf(id);
      await this.audit.record('account_disabled', id);
    });
  }

  /** @throws userNotFound */
  async enable(id: string): Promise<void> {
    await this.transactions.run(async () => {
      await this.accounts.change(id, { status: 'active' });
      await this.audit.record('account_enabled', id);
    });
  }

  /**
   * Forgets who the user was; what they wrote and bought stays, without a name.
   * @throws recentSignInRequired for an account of one's own; userNotFound, lastAdmin, staleVersion
   */
  async delete(caller: SignedIn, id: string, expected?: ExpectedVersions): Promise<void> {
    await this.transactions.run(async () => {
      if (id === caller.userId) await this.owner.signedInLately(caller);
      await this.keepAnAdmin(id);
      await this.accounts.change(id, anonymized(id), expected);
      await this.users.setRoles(id, []);
      await this.sessions.endAllOf(id);
      await this.audit.record('account_deleted', id);
      await this.events.publish(new UserDeleted({ userId: id }));
    });
  }

  private async keepAnAdmin(removed: string): Promise<void> {
    const admins = await this.users.lockActiveAdmins();
    if (admins.length === 1 && admins[0] === removed) throw lastAdmin();
  }
}
