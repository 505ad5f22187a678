import { Entity, PrimaryColumn } from 'typeorm';
import { ReferenceColumn, TimestampColumn } from '../../../platform/database/columns.js';

/** A slug that a post has or had. An old one leads to its post for as long as that exists, and no other may take it. */
@Entity('blog_post_slugs')
export class PostSlug {
  @PrimaryColumn({ type: 'varchar', length: 120 })
  slug: string;

  @ReferenceColumn()
  postId: string;

  @TimestampColumn()
  createdAt: Date;
}
