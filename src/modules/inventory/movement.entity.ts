import { Column, Entity } from 'typeorm';
import { IdColumn, ReferenceColumn, TimestampColumn } from '../../platform/database/columns.js';
import type { MovementKind } from './stock.js';

/** One change of a SKU's stock. Rows are added and never changed: their sums are the level. */
@Entity('inventory_movements')
export class Movement {
  @IdColumn()
  id: string;

  @Column({ type: 'varchar', length: 64 })
  sku: string;

  @Column({ type: 'varchar', length: 12 })
  kind: MovementKind;

  @Column({ type: 'int' })
  deltaOnHand: number;

  @Column({ type: 'int' })
  deltaHeld: number;

  /** What caused it, such as an order; it causes one movement of a kind per SKU. */
  @Column({ type: 'varchar', length: 160, nullable: true })
  reference: string | null;

  @Column({ type: 'varchar', length: 200, nullable: true })
  reason: string | null;

  /** The user who did it; null where the system did. */
  @ReferenceColumn({ nullable: true })
  actor: string | null;

  @TimestampColumn()
  createdAt: Date;
}
