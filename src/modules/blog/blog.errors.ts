import { defineError } from '../../kernel/errors.js';

/** Also the answer about a post that the caller may not know of. */
export const postNotFound = defineError('post_not_found', 404, 'There is no such post');
export const postNotYours = defineError(
  'post_not_yours',
  403,
  'Only its author and editors may change this post',
);
export const postStatusConflict = defineError(
  'post_status_conflict',
  409,
  'The post is not in a status that allows this',
);
export const slugTaken = defineError('slug_taken', 409, 'Another post has this slug');
export const contentTooComplex = defineError('content_too_complex', 400, 'The text cannot be rendered');
export const revisionNotFound = defineError('revision_not_found', 404, 'There is no such revision');
export const commentNotFound = defineError('comment_not_found', 404, 'There is no such comment');
export const commentNotYours = defineError(
  'comment_not_yours',
  403,
  'Only who wrote a comment, and moderators, may change it',
);
export const commentsClosed = defineError('comments_closed', 409, 'Only published posts take comments');
export const threadTooDeep = defineError('thread_too_deep', 409, 'A thread does not go deeper than this');
export const parentNotFound = defineError('parent_not_found', 400, 'There is no such comment to reply to');
export const tooManyPendingComments = defineError(
  'too_many_pending_comments',
  429,
  'So many comments wait for a moderator that no more are taken',
);
