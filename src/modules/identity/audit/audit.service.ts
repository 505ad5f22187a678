import { Injectable, Logger } from '@nestjs/common';
import { Counter } from 'prom-client';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import { RequestOrigin } from '../../../platform/access/origin.js';
import type { PageRequest, Slice } from '../../../platform/database/keyset.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { Metrics } from '../../../platform/metrics/metrics.js';
import { alarming, type AuditDetail, type AuditType } from './audit.js';
import type { AuditEvent } from './audit-event.entity.js';
import { type AuditFilter, AuditRepository } from './audit.repository.js';

/** Records what happens to accounts: in the database, as a log line and as a count, for people and for alerts. */
@Injectable()
export class Audit {
  private readonly logger = new Logger('Audit');
  private readonly counter: Counter<'type'>;

  constructor(
    private readonly events: AuditRepository,
    private readonly origin: RequestOrigin,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.counter = new Counter({
      name: 'mainstay_audit_events_total',
      help: 'Audit events by type',
      labelNames: ['type'],
      registers: [metrics.registry],
    });
  }

  /**
   * Records an event, as part of the open transaction if there is one.
   * @param userId whom it happened to; null when no account is known
   * @param detail must hold no secret and no address of a person
   */
  async record(type: AuditType, userId: string | null, detail: AuditDetail | null = null): Promise<void> {
    const { address, device, callerId } = this.origin.current();
    const actorId = callerId ?? (type === 'signed_in' ? userId : null);
    const id = newId();
    await this.events.add({
      id,
      type,
      userId,
      actorId,
      address,
      device,
      detail,
      createdAt: this.clock.now(),
    });
    this.transactions.afterCommit(() => {
      this.counter.inc({ type });
      const line = { audit: type, auditEventId: id, userId, actorId };
      this.logger[alarming.has(type) ? 'warn' : 'log'](line, `Audit: ${type}`);
    });
  }

  async list(request: PageRequest, filter: AuditFilter): Promise<Slice<AuditEvent>> {
    return this.events.page(request, filter);
  }
}
