import { postNotFound, postNotYours, postStatusConflict } from '../blog.errors.js';

export const postStatuses = ['draft', 'scheduled', 'published', 'archived'] as const;
export type PostStatus = (typeof postStatuses)[number];

/** Bounds of what is written, in UTF-16 code units. */
export const postLimits = { title: 200, content: 200_000, excerpt: 500, tags: 10, tag: 40 } as const;

/** What a user may write of posts in a minute: each one is rendered. */
export const postQuota = { name: 'posts', limit: 60, windowSeconds: 60 } as const;

/** How far ahead a post may be scheduled, in milliseconds: ten years. */
export const scheduleHorizon = 10 * 365 * 24 * 60 * 60 * 1_000;

/** Where a post stands on its way to its readers. */
export interface Publication {
  readonly status: PostStatus;
  /** When it last went live; null until then. */
  readonly publishedAt: Date | null;
  /** When it is to go live; null unless it is scheduled. */
  readonly publishAt: Date | null;
}

/** Who asks; undefined where nobody signed in. */
export type Viewer = { readonly userId: string; readonly permissions: ReadonlySet<string> } | undefined;

type Action = 'publish' | 'unpublish' | 'archive';

/** The statuses that each action starts from: `draft -> scheduled -> published -> archived`, and back to `draft`. */
const startsFrom: Readonly<Record<Action, readonly PostStatus[]>> = {
  publish: ['draft', 'scheduled'],
  unpublish: ['scheduled', 'published', 'archived'],
  archive: ['published'],
};

function assertMay(action: Action, status: PostStatus): void {
  if (!startsFrom[action].includes(status))
    throw postStatusConflict(
      `To ${action} a post it must be ${startsFrom[action].join(' or ')}; this one is ${status}`,
    );
}

/**
 * Publishes now, or later when `at` lies ahead; a scheduled post may be given another time.
 * @throws postStatusConflict when the post is live or archived
 */
export function publish(post: Publication, now: Date, at?: Date): Publication {
  assertMay('publish', post.status);
  if (at !== undefined && at.getTime() > now.getTime())
    return { status: 'scheduled', publishedAt: null, publishAt: at };
  return { status: 'published', publishedAt: now, publishAt: null };
}

/**
 * Takes a post back to a draft: off the page, out of the archive or off the schedule.
 * @throws postStatusConflict when it is a draft
 */
export function unpublish(post: Publication): Publication {
  assertMay('unpublish', post.status);
  return { status: 'draft', publishedAt: null, publishAt: null };
}

/**
 * Retires a published post; it remembers when it was published.
 * @throws postStatusConflict when it is not published
 */
export function archive(post: Publication): Publication {
  assertMay('archive', post.status);
  return { status: 'archived', publishedAt: post.publishedAt, publishAt: null };
}

/** The moment that orders a post in lists; never null, so that lists page by it whatever the status. */
export function listedAt(post: Publication & { readonly createdAt: Date }): Date {
  return post.publishedAt ?? post.publishAt ?? post.createdAt;
}

/** Writers see and change their own posts. */
export function isWriter(viewer: Viewer): boolean {
  return viewer?.permissions.has('posts:write') ?? false;
}

/** Editors, the writers who moderate, see and change the posts of all. */
export function isEditor(viewer: Viewer): boolean {
  return isWriter(viewer) && (viewer?.permissions.has('comments:moderate') ?? false);
}

/** Whether someone may change a post: a writer who owns it, or an editor. */
export function mayChange(post: { readonly authorId: string }, viewer: Viewer): boolean {
  return isEditor(viewer) || (isWriter(viewer) && viewer?.userId === post.authorId);
}

/** Whether a post exists for someone: everybody sees what is published, the rest only those who may change it. */
export function maySee(
  post: { readonly authorId: string; readonly status: PostStatus },
  viewer: Viewer,
): boolean {
  return post.status === 'published' || mayChange(post, viewer);
}

/**
 * Passes a post on to someone who may see it.
 * @throws postNotFound when there is none, or none for them
 */
export function requireVisible<T extends { readonly authorId: string; readonly status: PostStatus }>(
  post: T | null,
  viewer: Viewer,
): T {
  if (post === null || !maySee(post, viewer)) throw postNotFound();
  return post;
}

/**
 * Passes a post on to someone who may change it.
 * @throws postNotFound when they may not even see it, postNotYours when that is all they may
 */
export function requireChangeable<T extends { readonly authorId: string; readonly status: PostStatus }>(
  post: T | null,
  viewer: Viewer,
): T {
  const visible = requireVisible(post, viewer);
  if (!mayChange(visible, viewer)) throw postNotYours();
  return visible;
}
