import { Column, Entity } from 'typeorm';
import { IdColumn, TimestampColumn } from '../../../platform/database/columns.js';

/** A word that posts are found by, spelled as it was first. */
@Entity('blog_tags')
export class Tag {
  @IdColumn()
  id: string;

  /** Unique: spellings with the same slug are one tag. */
  @Column({ type: 'varchar', length: 60 })
  slug: string;

  @Column({ type: 'varchar', length: 40 })
  name: string;

  @TimestampColumn()
  createdAt: Date;
}
