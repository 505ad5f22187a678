import { Column, Entity } from 'typeorm';
import { IdColumn, ReferenceColumn, TimestampColumn } from '../../../platform/database/columns.js';
import type { CommentStatus } from './comment.js';

/** A reader's words below a post, or below another comment. */
@Entity('blog_comments')
export class Comment {
  @IdColumn()
  id: string;

  @ReferenceColumn()
  postId: string;

  /** The comment that this one answers; null at the top of a thread. */
  @ReferenceColumn({ nullable: true })
  parentId: string | null;

  /** A user of identity. */
  @ReferenceColumn()
  authorId: string;

  /** Markdown, as it was written. */
  @Column({ type: 'text' })
  content: string;

  /** The sanitized rendering of `content`. */
  @Column({ type: 'text' })
  contentHtml: string;

  @Column({ type: 'varchar', length: 16 })
  status: CommentStatus;

  /** The network that it was sent from, while it waits for a moderator. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  sentFrom: string | null;

  @Column({ type: 'int' })
  version: number;

  @TimestampColumn()
  createdAt: Date;

  @TimestampColumn()
  updatedAt: Date;
}
