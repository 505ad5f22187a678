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

/** Whose writings, from behind which id on, and how many bytes of JSON they may take. */
export interface WritingsCommand {
  readonly userId: string;
  readonly after?: string;
  readonly most: number;
}

/** What other modules may ask of the blog. */
export abstract class Blog {
  /**
   * Some posts of a user, the oldest first: those after the id `after`, or from the first one on; no more than take `most` bytes of
   * JSON, but one at least. `next` is the id to go on after; null when none are left.
   * @example `{ userId: '0193…', most: 100000 }` → `{ posts: [{ id: '0193…', title: 'Hello', … }], next: null }`
   */
  abstract postsOf(command: WritingsCommand): Promise<{ posts: WrittenPost[]; next: string | null }>;

  /**
   * Some comments of a user, in the same way.
   * @example `{ userId: '0193…', most: 100000 }` → `{ comments: [{ id: '0193…', postId: '0193…', … }], next: null }`
   */
  abstract commentsOf(command: WritingsCommand): Promise<{ comments: WrittenComment[]; next: string | null }>;
}

export const blogContract = defineContract('blog', Blog, {
  postsOf: { idempotent: true },
  commentsOf: { idempotent: true },
});
