import { Column, Entity } from 'typeorm';
import { IdColumn, JsonColumn, TimestampColumn } from '../database/columns.js';

/** An event that was published, kept until some time after its last delivery is done. */
@Entity('platform_events')
export class EventRow {
  @IdColumn()
  id: string;

  @Column({ type: 'varchar', length: 120 })
  type: string;

  @JsonColumn()
  payload: object;

  @TimestampColumn()
  occurredAt: Date;
}
