import { Column, Entity } from 'typeorm';
import {
  IdColumn,
  JsonColumn,
  ReferenceColumn,
  TimestampColumn,
} from '../../../platform/database/columns.js';

/** A post as it was written once; rows are added, never changed. */
@Entity('blog_post_revisions')
export class PostRevision {
  @IdColumn()
  id: string;

  @ReferenceColumn()
  postId: string;

  /** 1, 2, 3 … within its post. */
  @Column({ type: 'int' })
  number: number;

  @Column({ type: 'varchar', length: 120 })
  slug: string;

  @Column({ type: 'varchar', length: 200 })
  title: string;

  @Column({ type: 'text' })
  content: string;

  @Column({ type: 'text' })
  excerpt: string;

  @Column({ type: 'boolean' })
  excerptGiven: boolean;

  @JsonColumn()
  tags: string[];

  /** A user of identity. */
  @ReferenceColumn()
  editorId: string;

  @TimestampColumn()
  createdAt: Date;
}
