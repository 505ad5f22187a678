import type { Names } from '../authors.service.js';
import type { Comment } from './comment.entity.js';
import type { CommentView } from './comments.dto.js';

/** A comment as clients see it. */
export function viewComment(comment: Comment, names: Names): CommentView {
  return {
    id: comment.id,
    postId: comment.postId,
    parentId: comment.parentId,
    author: names.of(comment.authorId),
    content: comment.content,
    html: comment.contentHtml,
    status: comment.status,
    createdAt: comment.createdAt.toISOString(),
    updatedAt: comment.updatedAt.toISOString(),
    version: comment.version,
  };
}
