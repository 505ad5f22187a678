import { Column, Entity } from 'typeorm';
import { IdColumn, ReferenceColumn, TimestampColumn } from '../../../platform/database/columns.js';
import type { OrderStatus } from './order.js';

/** One step in the life of an order. */
@Entity('orders_history')
export class OrderHistory {
  @IdColumn()
  id: string;

  @ReferenceColumn()
  orderId: string;

  /** What happened, such as `placed` or `payment_declined`. */
  @Column({ type: 'varchar', length: 32 })
  event: string;

  /** The status of the order after it. */
  @Column({ type: 'varchar', length: 16 })
  status: OrderStatus;

  /** The user who did it; null for guests and for the shop itself. */
  @ReferenceColumn({ nullable: true })
  actorId: string | null;

  @Column({ type: 'varchar', length: 500, nullable: true })
  note: string | null;

  @TimestampColumn()
  createdAt: Date;
}
