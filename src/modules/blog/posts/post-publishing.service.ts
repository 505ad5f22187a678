import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import type { Caller } from '../../../platform/access/caller.js';
import { Transactions } from '../../../platform/database/transactions.js';
import type { ReceivedEvent } from '../../../platform/events/domain-event.js';
import { Events } from '../../../platform/events/events.js';
import { Subscribe } from '../../../platform/events/subscribe.js';
import { validationFailed } from '../../../platform/http/errors.js';
import { Authors } from '../authors.service.js';
import { PostPublished, PostScheduled } from '../blog.events.js';
import { TagsRepository } from '../tags/tags.repository.js';
import type { Post } from './post.entity.js';
import {
  archive,
  listedAt,
  type Publication,
  publish,
  requireChangeable,
  scheduleHorizon,
  unpublish,
} from './post.js';
import { viewPost } from './post.view.js';
import type { PostView } from './posts.dto.js';
import { PostsRepository } from './posts.repository.js';

/** Bringing posts to their readers, and taking them back. */
@Injectable()
export class PostPublishingService {
  constructor(
    private readonly posts: PostsRepository,
    private readonly tags: TagsRepository,
    private readonly authors: Authors,
    private readonly events: Events,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * @param at when to go live; at once when it has passed or is left out
   * @throws postNotFound, postNotYours, postStatusConflict; validationFailed when it lies more than ten years ahead
   */
  async publish(id: string, caller: Caller, at?: Date): Promise<PostView> {
    if (at !== undefined && at.getTime() - this.clock.now().getTime() > scheduleHorizon) {
      const message = 'at must be within the next ten years';
      throw validationFailed(message, { fields: [{ field: 'at', code: 'too_large', message }] });
    }
    return this.move(id, caller, (post) => publish(post, this.clock.now(), at));
  }

  /** @throws postNotFound, postNotYours, postStatusConflict */
  async unpublish(id: string, caller: Caller): Promise<PostView> {
    return this.move(id, caller, unpublish);
  }

  /** @throws postNotFound, postNotYours, postStatusConflict */
  async archive(id: string, caller: Caller): Promise<PostView> {
    return this.move(id, caller, archive);
  }

  /**
   * Publishes a scheduled post when its time has come. A post that was unpublished or given another time since then is
   * left alone: the event of that other time will find it.
   */
  @Subscribe(PostScheduled, { name: 'blog.publish-due-post', effect: 'transactional' })
  async publishDue({ payload }: ReceivedEvent<PostScheduled>): Promise<void> {
    const { postId, publishAt } = payload;
    if (!(await this.posts.publishDue(postId, new Date(publishAt), this.clock.now()))) return;
    const post = await this.posts.find(postId);
    if (post) await this.announce(post);
  }

  private async move(
    id: string,
    caller: Caller,
    step: (post: Publication) => Publication,
  ): Promise<PostView> {
    const { authorId } = requireChangeable(await this.posts.find(id), caller);
    const names = await this.authors.named([authorId]);
    return this.transactions.run(async () => {
      const post = requireChangeable(await this.posts.find(id), caller);
      const next = step(post);
      const moved = await this.posts.change(post, {
        ...next,
        listedAt: listedAt({ ...next, createdAt: post.createdAt }),
        updatedAt: this.clock.now(),
      });
      await this.announce(moved);
      const tags = (await this.tags.namesOf([id])).get(id) ?? [];
      return viewPost(moved, tags, names);
    });
  }

  /** Tells what others may want to know of where a post stands now. */
  private async announce({ id, slug, title, authorId, publishedAt, publishAt, status }: Post): Promise<void> {
    if (status === 'scheduled' && publishAt)
      await this.events.publish(new PostScheduled({ postId: id, publishAt: publishAt.toISOString() }), {
        dueAt: publishAt,
      });
    if (status === 'published' && publishedAt)
      await this.events.publish(
        new PostPublished({ postId: id, slug, title, authorId, publishedAt: publishedAt.toISOString() }),
      );
  }
}
