import { Column, Entity } from 'typeorm';
import {
  IdColumn,
  JsonColumn,
  ReferenceColumn,
  TimestampColumn,
} from '../../../platform/database/columns.js';

/** What was handed over at once. */
@Entity('orders_fulfillments')
export class Fulfillment {
  @IdColumn()
  id: string;

  @ReferenceColumn()
  orderId: string;

  @JsonColumn()
  items: { sku: string; quantity: number }[];

  @Column({ type: 'varchar', length: 100, nullable: true })
  trackingNumber: string | null;

  @TimestampColumn()
  createdAt: Date;
}
