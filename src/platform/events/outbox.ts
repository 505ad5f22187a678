import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { Transactions } from '../database/transactions.js';
import { DeliveryRow } from './delivery.entity.js';
import { EventRelay } from './event-relay.js';

/** How far the deliveries of events have come. */
export interface OutboxFigures {
  /** Waiting or being handled, those due later included. */
  readonly pending: number;
  readonly parked: number;
  /** Milliseconds that the longest waiting delivery is overdue; 0 when none is. */
  readonly lag: number;
}

/** Tells health checks and metrics about the deliveries in this database. */
@Injectable()
export class OutboxStatus {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  async read(): Promise<OutboxFigures> {
    const repository = this.transactions.manager.getRepository(DeliveryRow);
    const oldest = await repository.findOne({
      select: { id: true, dueAt: true },
      where: { state: 'pending' },
      order: { dueAt: 'ASC' },
    });
    return {
      pending: await repository.countBy({ state: 'pending' }),
      parked: await repository.countBy({ state: 'parked' }),
      lag: oldest ? Math.max(0, this.clock.now().getTime() - oldest.dueAt.getTime()) : 0,
    };
  }
}

/** A delivery that failed too often, as an operator sees it. */
export interface ParkedDelivery {
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly subscriber: string;
  readonly attempts: number;
  readonly parkedAt: Date;
  readonly lastError: string | null;
}

/** Lets an operator see what was parked, and have it tried again. */
@Injectable()
export class ParkedDeliveries {
  constructor(
    private readonly transactions: Transactions,
    private readonly relay: EventRelay,
    private readonly clock: Clock,
  ) {}

  /** The longest parked first. */
  async list(limit = 100): Promise<ParkedDelivery[]> {
    const rows = await this.transactions.manager
      .createQueryBuilder(DeliveryRow, 'delivery')
      .innerJoinAndSelect('delivery.event', 'event')
      .where(`delivery.state = 'parked'`)
      .orderBy('delivery.dueAt')
      .limit(limit)
      .getMany();
    return rows.map(({ id, eventId, event, subscriber, attempts, dueAt, lastError }) => ({
      id,
      eventId,
      type: event.type,
      subscriber,
      attempts,
      parkedAt: dueAt,
      lastError,
    }));
  }

  /**
   * Makes parked deliveries due again, with all their attempts before them.
   * @param ids which; without it all
   * @returns how many
   */
  async replay(ids?: readonly string[]): Promise<number> {
    if (ids?.length === 0) return 0;
    const update = this.transactions.manager
      .createQueryBuilder()
      .update(DeliveryRow)
      .set({ state: 'pending', attempts: 0, dueAt: this.clock.now() })
      .where(`state = 'parked'`);
    if (ids) update.andWhere('id IN (:...ids)', { ids });
    const { affected } = await update.execute();
    this.transactions.afterCommit(() => this.relay.nudge());
    return affected ?? 0;
  }
}
