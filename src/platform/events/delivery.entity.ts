import { Column, Entity, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { IdColumn, ReferenceColumn, TimestampColumn } from '../database/columns.js';
import { EventRow } from './event.entity.js';

/** One event on its way to one subscriber. */
@Entity('platform_event_deliveries')
export class DeliveryRow {
  @IdColumn()
  id: string;

  @ReferenceColumn()
  eventId: string;

  @ManyToOne(() => EventRow)
  @JoinColumn({ name: 'event_id' })
  event: Relation<EventRow>;

  /** The name that the subscriber has in `@Subscribe`. */
  @Column({ type: 'varchar', length: 120 })
  subscriber: string;

  /** `parked`: failed too often; waits for an operator. */
  @Column({ type: 'varchar', length: 10 })
  state: 'pending' | 'parked' | 'done';

  /**
   * When something is to happen next. Pending: when it may be claimed, which for one being handled is the end of its
   * lease; parked: when it was parked; done: when it is deleted.
   */
  @TimestampColumn()
  dueAt: Date;

  /** How often it was claimed. */
  @Column({ type: 'int' })
  attempts: number;

  /** Who is handling it: only the latest claim may finish the delivery. */
  @ReferenceColumn({ nullable: true })
  claimToken: string | null;

  @Column({ type: 'varchar', length: 1000, nullable: true })
  lastError: string | null;
}
