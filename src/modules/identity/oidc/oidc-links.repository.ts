import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Transactions } from '../../../platform/database/transactions.js';
import { OidcLink } from './oidc.entity.js';

/** Who somebody is at a provider: the issuer's identifier, and its name for the person. */
export interface ForeignIdentity {
  readonly issuer: string;
  readonly subject: string;
}

const idOf = ({ issuer, subject }: ForeignIdentity): string =>
  createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('hex');

/** The only code that queries which account belongs to whom at another provider. */
@Injectable()
export class OidcLinks {
  constructor(private readonly transactions: Transactions) {}

  async find(identity: ForeignIdentity): Promise<OidcLink | null> {
    return this.transactions.manager.findOneBy(OidcLink, { id: idOf(identity) });
  }

  /** @throws a duplicate-key error when the identity has an account */
  async add(identity: ForeignIdentity, userId: string, now: Date): Promise<void> {
    const { issuer, subject } = identity;
    await this.transactions.manager.insert(OidcLink, {
      id: idOf(identity),
      issuer: issuer.slice(0, 255),
      subject: subject.slice(0, 255),
      userId,
      createdAt: now,
    });
  }

  async removeAllOf(userId: string): Promise<void> {
    await this.transactions.manager.delete(OidcLink, { userId });
  }
}
