import { Injectable } from '@nestjs/common';
import { isError } from '../../../kernel/errors.js';
import { moduleAbsent } from '../../../platform/contracts/contract.errors.js';
import { Orders } from '../../orders/index.js';
import { AccountsService } from '../accounts.service.js';
import { ApiKeys } from '../api-keys/api-keys.service.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { Audit } from '../audit/audit.service.js';
import { Sessions } from '../sessions.service.js';

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
    private readonly orders: Orders,
  ) {}

  async of(userId: string) {
    await this.audit.record('data_exported', userId);
    return {
      account: await this.accounts.get(userId),
      sessions: await this.sessions.listOf(userId),
      apiKeys: await this.apiKeys.listOf(userId),
      events: await this.events.of(userId, eventLimit),
      orders: await this.ordersOf(userId),
    };
  }

  private async ordersOf(userId: string) {
    try {
      return (await this.orders.of({ userId })).orders;
    } catch (error) {
      // Where there is no shop there are no orders.
      if (isError(error, moduleAbsent)) return [];
      throw error;
    }
  }
}
