import {
  EnumField,
  IdField,
  IntegerField,
  ObjectField,
  TextField,
  TimestampField,
} from '../../../platform/http/fields.js';
import { pageQuery } from '../../../platform/http/page.js';
import { AuthorView } from '../author.dto.js';
import { commentLimits, type CommentStatus, commentStatuses } from './comment.js';

/** What writing comments may take of a minute, for each address and for each user: each one is rendered. */
export const commentQuota = { name: 'comments', limit: 60, windowSeconds: 60 } as const;

/** A comment. */
export class CommentView {
  @IdField()
  id: string;

  @IdField()
  postId: string;

  @IdField({ nullable: true, description: 'the comment that this one answers' })
  parentId: string | null;

  @ObjectField(() => AuthorView)
  author: AuthorView;

  @TextField({ description: 'Markdown, as written' })
  content: string;

  @TextField({ description: 'the sanitized rendering of `content`' })
  html: string;

  @EnumField(commentStatuses)
  status: CommentStatus;

  @TimestampField()
  createdAt: string;

  @TimestampField()
  updatedAt: string;

  @IntegerField({ min: 1 })
  version: number;
}

export class CommentParameters {
  @IdField()
  id: string;
}

export class CommentsQuery extends pageQuery(['createdAt', '-createdAt']) {
  @EnumField(commentStatuses, {
    optional: true,
    description: 'approved ones by default; others are for moderators',
  })
  status?: CommentStatus;
}

export class CommentQueueQuery extends pageQuery(['createdAt', '-createdAt']) {
  @EnumField(commentStatuses, { optional: true, description: 'pending ones by default' })
  status?: CommentStatus;
}

export class AddCommentRequest {
  @TextField({
    min: 1,
    max: commentLimits.content,
    pattern: /\S/,
    multiline: true,
    example: 'Does it **shrink**?',
  })
  content: string;

  @IdField({ optional: true, nullable: true, description: 'the comment to answer' })
  parentId?: string | null;
}

export class UpdateCommentRequest {
  @TextField({ min: 1, max: commentLimits.content, pattern: /\S/, multiline: true })
  content: string;
}
