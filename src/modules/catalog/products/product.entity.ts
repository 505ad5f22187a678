import { Column, Entity } from 'typeorm';
import { IdColumn, JsonColumn, TimestampColumn } from '../../../platform/database/columns.js';
import type { Attributes, ProductStatus } from './product.js';

/** A product; what can be bought of it are its variants. */
@Entity('catalog_products')
export class Product {
  @IdColumn()
  id: string;

  /** Unique; also the newest of its rows in `catalog_product_slugs`. */
  @Column({ type: 'varchar', length: 120 })
  slug: string;

  @Column({ type: 'varchar', length: 200 })
  title: string;

  /** Orders lists by title: in every database the same, whatever case and accents. */
  @Column({ type: 'varchar', length: 120 })
  titleKey: string;

  @Column({ type: 'text' })
  description: string;

  @Column({ type: 'varchar', length: 16 })
  status: ProductStatus;

  @JsonColumn()
  attributes: Attributes;

  /** Addresses, the most important first. */
  @JsonColumn()
  images: string[];

  /** Of the prices of all its variants. */
  @Column({ type: 'char', length: 3 })
  currency: string;

  /** The price of its cheapest variant, in minor units. */
  @Column({ type: 'bigint' })
  minPrice: number;

  /** Whether one of its variants is in stock. */
  @Column({ type: 'boolean' })
  inStock: boolean;

  /** Grows with every change but those of stock. */
  @Column({ type: 'int' })
  version: number;

  @TimestampColumn()
  createdAt: Date;

  @TimestampColumn()
  updatedAt: Date;
}
