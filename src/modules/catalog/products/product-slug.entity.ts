import { Entity, PrimaryColumn } from 'typeorm';
import { ReferenceColumn, TimestampColumn } from '../../../platform/database/columns.js';

/** A slug that a product has or had. An old one leads to its product as long as that exists; no other may take it. */
@Entity('catalog_product_slugs')
export class ProductSlug {
  @PrimaryColumn({ type: 'varchar', length: 120 })
  slug: string;

  @ReferenceColumn()
  productId: string;

  @TimestampColumn()
  createdAt: Date;
}
