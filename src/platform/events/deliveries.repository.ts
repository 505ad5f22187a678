import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { newId } from '../../kernel/ids.js';
import type { JsonObject } from '../../kernel/json.js';
import { dialectOf } from '../database/dialect.js';
import { Transactions } from '../database/transactions.js';
import { DeliveryRow } from './delivery.entity.js';
import type { ReceivedEvent } from './domain-event.js';
import { EventRow } from './event.entity.js';

/** A delivery that is this process's to handle until its lease ends. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly claimToken: string;
  readonly subscriber: string;
  /** How often it was claimed, this time included. */
  readonly attempts: number;
  readonly event: ReceivedEvent;
}

const batch = 500;

/** The tables of events and their deliveries. */
@Injectable()
export class DeliveriesRepository {
  constructor(private readonly transactions: Transactions) {}

  /** Stores an event and what its subscribers are owed. */
  async add(event: EventRow, subscribers: readonly string[], dueAt: Date): Promise<void> {
    await this.transactions.manager.insert(EventRow, event);
    if (subscribers.length === 0) return;
    await this.transactions.manager.insert(
      DeliveryRow,
      subscribers.map((subscriber) => ({
        id: newId(),
        eventId: event.id,
        subscriber,
        state: 'pending' as const,
        dueAt,
        attempts: 0,
        claimToken: null,
        lastError: null,
      })),
    );
  }

  /** Whether anything waits for one of these subscribers. */
  async hasDue(subscribers: readonly string[], now: Date): Promise<boolean> {
    return subscribers.length > 0 && (await this.due(subscribers, now).limit(1).getMany()).length > 0;
  }

  /** Takes due deliveries, the longest waiting first. Other processes skip those that are being taken. */
  async claim(
    subscribers: readonly string[],
    limit: number,
    now: Date,
    leaseEnd: Date,
  ): Promise<ClaimedDelivery[]> {
    // Most polls find nothing: they cost a read, not a transaction.
    if (!(await this.hasDue(subscribers, now))) return [];
    return this.transactions.run(async () => {
      const { manager } = this.transactions;
      const query = this.due(subscribers, now).orderBy('delivery.dueAt').limit(limit);
      if (dialectOf(manager.dataSource) === 'mysql')
        query.setLock('pessimistic_write').setOnLocked('skip_locked');
      const ids = (await query.getMany()).map(({ id }) => id);
      if (ids.length === 0) return [];
      const claimToken = newId();
      const claim = { claimToken, dueAt: leaseEnd, attempts: () => 'attempts + 1' };
      await manager.update(DeliveryRow, { id: In(ids) }, claim);
      const rows = await manager
        .createQueryBuilder(DeliveryRow, 'delivery')
        .innerJoinAndSelect('delivery.event', 'event')
        .where('delivery.id IN (:...ids)', { ids })
        .getMany();
      return rows.map(({ id, subscriber, attempts, event }) => {
        const payload = event.payload as JsonObject;
        return { id, claimToken, subscriber, attempts, event: { ...event, payload } };
      });
    });
  }

  /**
   * Marks a delivery done, unless its lease ended and another process has taken it (false). Inside a transaction the
   * row stays locked until its end.
   */
  async finish(delivery: ClaimedDelivery, keepUntil: Date): Promise<boolean> {
    return this.change(delivery, { state: 'done', dueAt: keepUntil, lastError: null });
  }

  /** Notes a failure: the delivery is tried again at `dueAt`, or parked. False when another process has taken it. */
  async fail(
    delivery: ClaimedDelivery,
    outcome: { state: 'pending' | 'parked'; dueAt: Date; lastError: string },
  ): Promise<boolean> {
    return this.change(delivery, outcome);
  }

  /** Deletes a batch of what was done long ago, and of events that nobody is owed. True when there may be more. */
  async deleteOld(now: Date, eventsBefore: Date): Promise<boolean> {
    const { manager } = this.transactions;
    const deliveries = await manager
      .createQueryBuilder(DeliveryRow, 'delivery')
      .select('delivery.id')
      .where(`delivery.state = 'done' AND delivery.dueAt <= :now`, { now })
      .limit(batch)
      .getMany();
    if (deliveries.length > 0)
      await manager.delete(
        DeliveryRow,
        deliveries.map(({ id }) => id),
      );
    const events = await manager
      .createQueryBuilder(EventRow, 'event')
      .select('event.id')
      .where('event.occurredAt <= :eventsBefore', { eventsBefore })
      .andWhere('NOT EXISTS (SELECT 1 FROM platform_event_deliveries owed WHERE owed.event_id = event.id)')
      .limit(batch)
      .getMany();
    if (events.length > 0)
      await manager.delete(
        EventRow,
        events.map(({ id }) => id),
      );
    return deliveries.length === batch || events.length === batch;
  }

  private due(subscribers: readonly string[], now: Date) {
    return this.transactions.manager
      .createQueryBuilder(DeliveryRow, 'delivery')
      .select('delivery.id')
      .where(`delivery.state = 'pending' AND delivery.dueAt <= :now`, { now })
      .andWhere('delivery.subscriber IN (:...subscribers)', { subscribers });
  }

  private async change(
    delivery: ClaimedDelivery,
    values: Pick<DeliveryRow, 'state' | 'dueAt' | 'lastError'>,
  ): Promise<boolean> {
    const { affected } = await this.transactions.manager.update(
      DeliveryRow,
      { id: delivery.id, claimToken: delivery.claimToken },
      { ...values, claimToken: null },
    );
    return affected === 1;
  }
}
