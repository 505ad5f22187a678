import { Column, Entity } from 'typeorm';
import { IdColumn, ReferenceColumn, TimestampColumn } from '../../../platform/database/columns.js';

/** A category of products. */
@Entity('catalog_categories')
export class Category {
  @IdColumn()
  id: string;

  @Column({ type: 'varchar', length: 120 })
  slug: string;

  @Column({ type: 'varchar', length: 100 })
  name: string;

  /** The category that it lies in; null at the top. */
  @ReferenceColumn({ nullable: true })
  parentId: string | null;

  @Column({ type: 'int' })
  version: number;

  @TimestampColumn()
  createdAt: Date;

  @TimestampColumn()
  updatedAt: Date;
}
