import { Injectable } from '@nestjs/common';
import { isEmail } from 'class-validator';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import { isDuplicate } from '../../../platform/database/errors.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { AccountsService } from '../accounts.service.js';
import { Audit } from '../audit/audit.service.js';
import { oidcRejected } from '../identity.errors.js';
import { normalizeEmail } from '../user.js';
import { type StoredUser, UserRepository } from '../user.repository.js';
import { OidcLinks } from './oidc-links.repository.js';
import type { ForeignPerson } from './oidc-providers.service.js';

/**
 * The accounts of people whom other providers know. They are found by issuer and subject alone: an address, verified or not, never
 * leads into an account that somebody else opened.
 */
@Injectable()
export class ForeignAccounts {
  constructor(
    private readonly links: OidcLinks,
    private readonly accounts: AccountsService,
    private readonly users: UserRepository,
    private readonly audit: Audit,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** The account of a person, which is opened at their first sign-in. @throws oidcRejected when it may not sign in */
  async accountOf(person: ForeignPerson): Promise<StoredUser> {
    const user = (await this.find(person)) ?? (await this.open(person));
    if (user.status !== 'active') throw oidcRejected('This account may not sign in');
    return user;
  }

  private async find(person: ForeignPerson): Promise<StoredUser | null> {
    const link = await this.links.find(person);
    return link && this.users.find(link.userId);
  }

  private async open(person: ForeignPerson): Promise<StoredUser> {
    try {
      return await this.transactions.run(async () => {
        const user = await this.accounts.adopt({ ...(await this.addressOf(person)), name: nameOf(person) });
        await this.links.add(person, user.id, this.clock.now());
        await this.audit.record('provider_linked', user.id, { issuer: person.issuer.slice(0, 255) });
        return user;
      });
    } catch (error) {
      // The same person came back twice at the same moment.
      const user = isDuplicate(error) ? await this.find(person) : null;
      if (user) return user;
      throw error;
    }
  }

  /** The person's address if it is verified and nobody else's here, else one that leads nowhere. */
  private async addressOf({ email }: ForeignPerson): Promise<{ email: string; emailVerified: boolean }> {
    const address =
      email !== undefined && isEmail(email) && /^[\x21-\x7e]{3,254}$/.test(email) && normalizeEmail(email);
    if (address && !(await this.users.findByEmail(address))) return { email: address, emailVerified: true };
    return { email: `${newId()}@no-address.invalid`, emailVerified: false };
  }
}

function nameOf({ name = '' }: ForeignPerson): string {
  const clean = name
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 100)
    .toWellFormed();
  return clean || 'Customer';
}
