import { Column, Entity, PrimaryColumn } from 'typeorm';
import { AmountColumn, TimestampColumn } from '../../../platform/database/columns.js';

/** One product in a cart, as the buyer put it there. */
@Entity('orders_cart_items')
export class CartItem {
  @PrimaryColumn({ type: 'char', length: 36 })
  cartId: string;

  @PrimaryColumn({ type: 'varchar', length: 64 })
  sku: string;

  @Column({ type: 'varchar', length: 500 })
  title: string;

  @Column({ type: 'int' })
  quantity: number;

  /** The price of one when it was put in, in minor units. */
  @AmountColumn()
  unitAmount: number;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @TimestampColumn()
  addedAt: Date;
}
