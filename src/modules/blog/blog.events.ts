import { DomainEvent } from '../../platform/events/domain-event.js';

/** A post was given a time to go live. `publishAt` is RFC 3339. */
export class PostScheduled extends DomainEvent<{ postId: string; publishAt: string }> {
  static readonly type = 'blog.post-scheduled.v1';
}

/** A post went live, at once or as scheduled. `publishedAt` is RFC 3339. */
export class PostPublished extends DomainEvent<{
  postId: string;
  slug: string;
  title: string;
  authorId: string;
  publishedAt: string;
}> {
  static readonly type = 'blog.post-published.v1';
}
