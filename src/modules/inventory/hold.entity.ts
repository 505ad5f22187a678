import { Column, Entity, PrimaryColumn } from 'typeorm';
import { TimestampColumn } from '../../platform/database/columns.js';

/** What an order holds of a SKU, or was sold. All holds of an order change their state together. */
@Entity('inventory_holds')
export class Hold {
  @PrimaryColumn({ type: 'char', length: 36 })
  orderId: string;

  @PrimaryColumn({ type: 'varchar', length: 64 })
  sku: string;

  /** Counts the rows of an order from 0, in the order of their SKUs; unique, so that an order holds once. */
  @Column({ type: 'int' })
  position: number;

  @Column({ type: 'int' })
  quantity: number;

  /** How many of those that were sold came back; at most `quantity`. */
  @Column({ type: 'int' })
  restocked: number;

  @Column({ type: 'varchar', length: 10 })
  state: 'held' | 'committed' | 'released';

  @TimestampColumn()
  expiresAt: Date;

  @TimestampColumn()
  createdAt: Date;
}
