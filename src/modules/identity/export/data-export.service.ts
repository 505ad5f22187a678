import { Injectable } from '@nestjs/common';
import { AccountsService } from '../accounts.service.js';
import { ApiKeys } from '../api-keys/api-keys.service.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { Audit } from '../audit/audit.service.js';
import { Sessions } from '../sessions.service.js';
import { ForeignData } from './foreign-data.service.js';

const eventLimit = 1_000;

/** All that is kept of a person, for that person (GDPR, articles 15 and 20). */
@Injectable()
export class DataExport {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: Sessions,
    private readonly apiKeys: ApiKeys,
    private readonly events: AuditRepository,
    private readonly audit: Audit,
    private readonly foreign: ForeignData,
  ) {}

  async of(userId: string) {
    await this.audit.record('data_exported', userId);
    return {
      account: await this.accounts.get(userId),
      sessions: await this.sessions.listOf(userId),
      apiKeys: await this.apiKeys.listOf(userId),
      events: await this.events.of(userId, eventLimit),
      orders: await this.foreign.ordersOf(userId),
      posts: await this.foreign.postsOf(userId),
      comments: await this.foreign.commentsOf(userId),
    };
  }
}
