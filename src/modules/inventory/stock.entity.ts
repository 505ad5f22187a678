import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How much there is of a SKU: the sum of its movements. Changed by guarded updates alone. */
@Entity('inventory_stock')
export class Stock {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  sku: string;

  /** Units in the warehouse, those that orders hold included. */
  @Column({ type: 'int' })
  onHand: number;

  /** Units that orders hold; at most `onHand`. */
  @Column({ type: 'int' })
  held: number;

  /** Grows with every change. */
  @Column({ type: 'int' })
  version: number;
}
