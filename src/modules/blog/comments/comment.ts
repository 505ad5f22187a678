import { commentNotFound, commentNotYours } from '../blog.errors.js';

export const commentStatuses = ['pending', 'approved', 'rejected'] as const;
export type CommentStatus = (typeof commentStatuses)[number];

/** The longest comment in UTF-16 code units, and how many levels a thread has: a comment and four levels of replies. */
export const commentLimits = { content: 5_000, depth: 5 } as const;

/** How many comments of one author, and from one network, may wait for a moderator. */
export const pendingLimits = { author: 20, network: 100 } as const;

/** Who asks; undefined where nobody signed in. */
export type Commenter = { readonly userId: string; readonly permissions: ReadonlySet<string> } | undefined;

/** Whether someone approves and rejects the comments of others. */
export function isModerator(viewer: Commenter): boolean {
  return viewer?.permissions.has('comments:moderate') ?? false;
}

/** The status of a new comment: what a moderator writes needs no second look. */
export function statusWhenWritten(writer: Commenter): CommentStatus {
  return isModerator(writer) ? 'approved' : 'pending';
}

/**
 * The status after an edit: a moderator's edit changes nothing about it, everybody else's text waits to be read again,
 * also when it was rejected before.
 */
export function statusWhenEdited(status: CommentStatus, editor: Commenter): CommentStatus {
  return isModerator(editor) ? status : 'pending';
}

/** Whether no further comment may wait beside these. */
export function isFull(pending: { readonly author: number; readonly network: number }): boolean {
  return pending.author >= pendingLimits.author || pending.network >= pendingLimits.network;
}

/** By how much the number of a post's approved comments changes; undefined stands for no comment. */
export function countChange(before: CommentStatus | undefined, after: CommentStatus | undefined): -1 | 0 | 1 {
  if (before === after) return 0;
  if (after === 'approved') return 1;
  return before === 'approved' ? -1 : 0;
}

/** Whether a reply fits under a parent that has this many ancestors. */
export function mayReplyBelow(ancestors: number): boolean {
  return ancestors + 2 <= commentLimits.depth;
}

/** Whether someone may change a comment: who wrote it, and moderators. */
function mayChange(comment: { readonly authorId: string }, viewer: Commenter): boolean {
  return isModerator(viewer) || (viewer !== undefined && viewer.userId === comment.authorId);
}

/** Whether a comment exists for someone: everybody sees approved ones, the rest only those who may change them. */
export function maySee(
  comment: { readonly authorId: string; readonly status: CommentStatus },
  viewer: Commenter,
): boolean {
  return comment.status === 'approved' || mayChange(comment, viewer);
}

/**
 * Passes a comment on to someone who may change it.
 * @throws commentNotFound when they may not even see it, commentNotYours when that is all they may
 */
export function requireChangeable<T extends { readonly authorId: string; readonly status: CommentStatus }>(
  comment: T | null,
  viewer: Commenter,
): T {
  if (comment === null || !maySee(comment, viewer)) throw commentNotFound();
  if (!mayChange(comment, viewer)) throw commentNotYours();
  return comment;
}
