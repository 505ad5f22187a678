import { Column, Entity } from 'typeorm';
import { IdColumn, ReferenceColumn, TimestampColumn } from '../../../platform/database/columns.js';

/** What somebody means to buy. */
@Entity('orders_carts')
export class Cart {
  @IdColumn()
  id: string;

  /** A user of identity, who has one cart; null for guests. */
  @ReferenceColumn({ nullable: true })
  userId: string | null;

  /** SHA-256 of a guest's token, in hex; null for users. */
  @Column({ type: 'char', length: 64, nullable: true })
  tokenHash: string | null;

  /** The cart that took over the items when the guest signed in. */
  @ReferenceColumn({ nullable: true })
  mergedInto: string | null;

  @Column({ type: 'int' })
  version: number;

  @TimestampColumn()
  createdAt: Date;

  @TimestampColumn()
  updatedAt: Date;
}
