import { defineContract } from '../../platform/contracts/contract.js';

/** A post as its author wrote it. */
export interface WrittenPost {
  readonly id: string;
  readonly title: string;
  readonly content: string;
  readonly status: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** A comment as its author wrote it. */
export interface WrittenComment {
  readonly id: string;
  readonly postId: string;
  readonly content: string;
  readonly status: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** What other modules may ask of the blog. */
export abstract class Blog {
  /**
   * Posts of a user, the oldest first, 100 at most: those after the id `after`, or from the first one on.
   * @example `{ userId: '0193…' }` → `{ posts: [{ id: '0193…', title: 'Hello', … }] }`
   */
  abstract postsOf(command: { userId: string; after?: string }): Promise<{ posts: WrittenPost[] }>;

  /**
   * Comments of a user, in the same way.
   * @example `{ userId: '0193…' }` → `{ comments: [{ id: '0193…', postId: '0193…', content: 'Nice', … }] }`
   */
  abstract commentsOf(command: { userId: string; after?: string }): Promise<{ comments: WrittenComment[] }>;
}

export const blogContract = defineContract('blog', Blog, {
  postsOf: { idempotent: true },
  commentsOf: { idempotent: true },
});
