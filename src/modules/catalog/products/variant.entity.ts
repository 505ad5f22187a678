import { Column, Entity } from 'typeorm';
import { IdColumn, JsonColumn, ReferenceColumn } from '../../../platform/database/columns.js';

/** What can be bought of a product. Prices are in minor units. */
@Entity('catalog_variants')
export class Variant {
  @IdColumn()
  id: string;

  @ReferenceColumn()
  productId: string;

  /** Counts the variants of a product from 0. */
  @Column({ type: 'int' })
  position: number;

  /** Unique. */
  @Column({ type: 'varchar', length: 64 })
  sku: string;

  @Column({ type: 'varchar', length: 200 })
  title: string;

  @JsonColumn()
  options: Record<string, string>;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ type: 'bigint' })
  price: number;

  /** What it cost before; above the price. */
  @Column({ type: 'bigint', nullable: true })
  compareAtPrice: number | null;

  /** Copied from inventory. */
  @Column({ type: 'boolean' })
  inStock: boolean;

  /** The version of the stock level that `inStock` was copied from; 0 when it is only what its merchant announced. */
  @Column({ type: 'int' })
  stockVersion: number;
}
