import { Column, Entity, PrimaryColumn } from 'typeorm';
import { AmountColumn, ReferenceColumn } from '../../../platform/database/columns.js';

/** What was sold, as it was called and priced then. An order has one line for each SKU. */
@Entity('orders_lines')
export class OrderLine {
  @PrimaryColumn({ type: 'char', length: 36 })
  orderId: string;

  @PrimaryColumn({ type: 'varchar', length: 64 })
  sku: string;

  @Column({ type: 'varchar', length: 500 })
  title: string;

  /** A product of catalog. */
  @ReferenceColumn()
  productId: string;

  /** A variant of catalog. */
  @ReferenceColumn()
  variantId: string;

  @Column({ type: 'int' })
  quantity: number;

  /** The price of one, in minor units of the order's currency. */
  @AmountColumn()
  unitAmount: number;

  @AmountColumn()
  total: number;

  /** How many were handed over; never more than were ordered. */
  @Column({ type: 'int' })
  fulfilled: number;
}
