import { Column, Entity } from 'typeorm';
import { IdColumn, ReferenceColumn, TimestampColumn } from '../../../platform/database/columns.js';
import type { PostStatus } from './post.js';

/** A post as it is now; its past is in its revisions. */
@Entity('blog_posts')
export class Post {
  @IdColumn()
  id: string;

  /** Unique; also the newest of its rows in `blog_post_slugs`. */
  @Column({ type: 'varchar', length: 120 })
  slug: string;

  @Column({ type: 'varchar', length: 200 })
  title: string;

  /** Markdown or HTML, as it was written. */
  @Column({ type: 'text' })
  content: string;

  /** The sanitized rendering of `content`. */
  @Column({ type: 'text' })
  contentHtml: string;

  @Column({ type: 'text' })
  excerpt: string;

  /** Whether the writer gave the excerpt; otherwise it follows the content. */
  @Column({ type: 'boolean' })
  excerptGiven: boolean;

  @Column({ type: 'varchar', length: 16 })
  status: PostStatus;

  /** A user of identity. */
  @ReferenceColumn()
  authorId: string;

  @TimestampColumn({ nullable: true })
  publishedAt: Date | null;

  /** When a scheduled post goes live. */
  @TimestampColumn({ nullable: true })
  publishAt: Date | null;

  /** Orders lists: `publishedAt`, else `publishAt`, else `createdAt`. */
  @TimestampColumn()
  listedAt: Date;

  /** Approved comments. */
  @Column({ type: 'int' })
  commentCount: number;

  /** The number of its newest revision. */
  @Column({ type: 'int' })
  revision: number;

  @Column({ type: 'int' })
  version: number;

  @TimestampColumn()
  createdAt: Date;

  @TimestampColumn()
  updatedAt: Date;
}
