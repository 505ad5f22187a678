import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { deleteBatch } from '../../../platform/database/delete-batch.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { OidcFlow } from './oidc.entity.js';

/** The only code that queries sign-ins under way at other providers. */
@Injectable()
export class OidcFlows {
  constructor(private readonly transactions: Transactions) {}

  async add(flow: OidcFlow): Promise<void> {
    await this.transactions.manager.insert(OidcFlow, flow);
  }

  /** Takes a sign-in out: of several at the same moment one gets it. */
  async take(id: string): Promise<OidcFlow | null> {
    const flow = await this.transactions.manager.findOneBy(OidcFlow, { id });
    if (!flow) return null;
    const { affected } = await this.transactions.manager.delete(OidcFlow, { id });
    return affected === 1 ? flow : null;
  }

  /** Deletes a batch of those that nobody can finish any more. @returns whether there may be more */
  async deleteExpired(now: Date): Promise<boolean> {
    return deleteBatch(this.transactions.manager, OidcFlow, 'id', { expiresAt: LessThan(now) });
  }
}
