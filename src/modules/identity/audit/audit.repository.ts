import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { deleteBatch } from '../../../platform/database/delete-batch.js';
import { keysetPage, type PageRequest, type Slice, type Sorts } from '../../../platform/database/keyset.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { AuditEvent } from './audit-event.entity.js';

/** What a list of events may be narrowed to. */
export interface AuditFilter {
  readonly type?: string;
  readonly userId?: string;
}

const sorts: Sorts<AuditEvent> = {
  createdAt: { column: 'event.createdAt', type: 'timestamp', value: (event) => event.createdAt },
};

/** The only code that queries audit events. */
@Injectable()
export class AuditRepository {
  constructor(private readonly transactions: Transactions) {}

  async add(event: AuditEvent): Promise<void> {
    await this.transactions.manager.insert(AuditEvent, event);
  }

  async page(request: PageRequest, { type, userId }: AuditFilter): Promise<Slice<AuditEvent>> {
    const query = this.transactions.manager.getRepository(AuditEvent).createQueryBuilder('event');
    if (type !== undefined) query.andWhere('event.type = :type', { type });
    if (userId !== undefined) query.andWhere('event.userId = :userId', { userId });
    return keysetPage(query, request, sorts);
  }

  /** Deletes a batch of events from before a time. @returns whether there may be more */
  async deleteBefore(time: Date): Promise<boolean> {
    return deleteBatch(this.transactions.manager, AuditEvent, 'id', { createdAt: LessThan(time) });
  }

  /** Forgets from where an account was used. */
  async forgetOrigins(userId: string): Promise<void> {
    await this.transactions.manager.update(AuditEvent, { userId }, { address: null, device: null });
  }
}
