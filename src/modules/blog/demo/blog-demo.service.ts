import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { Events } from '../../../platform/events/events.js';
import { PostScheduled } from '../blog.events.js';
import { CommentsRepository } from '../comments/comments.repository.js';
import type { Post } from '../posts/post.entity.js';
import { listedAt } from '../posts/post.js';
import { type Draft, PostWriter } from '../posts/post-writer.service.js';
import { PostsRepository } from '../posts/posts.repository.js';
import { Renderings } from '../renderings.service.js';
import { readTags } from '../tags/tag.js';
import type { DemoAccount, DemoComment, DemoPost } from './demo-post.js';
import { demoPosts } from './demo-posts.js';

const day = 24 * 60 * 60 * 1_000;

/** Fills an empty blog with the demo. */
@Injectable()
export class BlogDemo {
  constructor(
    private readonly writer: PostWriter,
    private readonly posts: PostsRepository,
    private readonly comments: CommentsRepository,
    private readonly events: Events,
    private readonly renderings: Renderings,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes all posts and comments in one transaction; does nothing where there are posts.
   * @param accounts the user behind each account of the demo
   */
  async load(accounts: Readonly<Record<DemoAccount, string>>): Promise<void> {
    const now = this.clock.now().getTime();
    const ago = (days: number): Date => new Date(now - days * day);
    await this.transactions.run(async () => {
      if (!(await this.posts.isEmpty())) return;
      for (const demo of demoPosts) await this.write(demo, accounts, ago);
    });
  }

  private async write(
    demo: DemoPost,
    accounts: Readonly<Record<DemoAccount, string>>,
    ago: (days: number) => Date,
  ): Promise<void> {
    const authorId = accounts[demo.author];
    const written = ago(demo.written);
    const draft = await this.draftOf(demo, demo.firstContent ?? demo.content, authorId);
    let { post, tags } = await this.writer.create(draft, authorId, written);
    if (demo.firstContent !== undefined)
      ({ post, tags } = await this.writer.rewrite(
        post,
        tags,
        await this.draftOf(demo, demo.content, authorId),
        authorId,
        ago(demo.written - 2),
      ));
    if (demo.live !== undefined) await this.release(post, demo, ago(demo.live));
    for (const comment of demo.comments ?? []) await this.comment(post.id, comment, accounts, ago);
  }

  private async release(post: Post, { status }: DemoPost, live: Date): Promise<void> {
    const next =
      status === 'scheduled'
        ? { status, publishedAt: null, publishAt: live }
        : { status, publishedAt: live, publishAt: null };
    await this.posts.change(post, {
      ...next,
      listedAt: listedAt({ ...next, createdAt: post.createdAt }),
      updatedAt: status === 'scheduled' ? post.createdAt : live,
    });
    if (status === 'scheduled')
      await this.events.publish(new PostScheduled({ postId: post.id, publishAt: live.toISOString() }), {
        dueAt: live,
      });
  }

  private async comment(
    postId: string,
    demo: DemoComment,
    accounts: Readonly<Record<DemoAccount, string>>,
    ago: (days: number) => Date,
    parentId: string | null = null,
  ): Promise<void> {
    const { author, content, status = 'approved', age, replies = [] } = demo;
    const id = newId();
    await this.comments.add({
      id,
      postId,
      parentId,
      authorId: accounts[author],
      content,
      contentHtml: await this.renderings.comment(content, accounts[author]),
      status,
      sentFrom: null,
      version: 1,
      createdAt: ago(age),
      updatedAt: ago(age),
    });
    if (status === 'approved') await this.posts.countComments(postId, 1);
    for (const reply of replies) await this.comment(postId, reply, accounts, ago, id);
  }

  private async draftOf(
    { title, excerpt, tags }: DemoPost,
    content: string,
    authorId: string,
  ): Promise<Draft> {
    const { html, excerpt: beginning } = await this.renderings.post(content, authorId);
    return {
      title,
      content,
      html,
      beginning,
      excerpt: excerpt ?? null,
      slug: undefined,
      tags: readTags(tags),
    };
  }
}
