import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import type { Caller } from '../../../platform/access/caller.js';
import { RequestOrigin } from '../../../platform/access/origin.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { networksOf } from '../../../platform/http/client-network.js';
import { UserQuotas } from '../../../platform/http/user-quotas.js';
import { Authors } from '../authors.service.js';
import {
  commentNotFound,
  commentsClosed,
  parentNotFound,
  threadTooDeep,
  tooManyPendingComments,
} from '../blog.errors.js';
import { maySee as maySeePost, requireVisible } from '../posts/post.js';
import { PostsRepository } from '../posts/posts.repository.js';
import { Renderings } from '../renderings.service.js';
import type { Comment } from './comment.entity.js';
import {
  commentLimits,
  type CommentStatus,
  countChange,
  isFull,
  mayReplyBelow,
  maySee,
  requireChangeable,
  statusWhenEdited,
  statusWhenWritten,
} from './comment.js';
import { viewComment } from './comment.view.js';
import { type AddCommentRequest, commentQuota, type CommentView } from './comments.dto.js';
import { CommentsRepository } from './comments.repository.js';
import { type ExpectedVersions, requireVersion } from '../../../platform/http/preconditions.js';

/** Writing comments. The post counts its approved ones in the same transaction. */
@Injectable()
export class CommentsService {
  constructor(
    private readonly comments: CommentsRepository,
    private readonly posts: PostsRepository,
    private readonly authors: Authors,
    private readonly renderings: Renderings,
    private readonly quotas: UserQuotas,
    private readonly origin: RequestOrigin,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws postNotFound, commentsClosed, parentNotFound, threadTooDeep, contentTooComplex, tooManyPendingComments,
   * rateLimited
   */
  async add(postId: string, request: AddCommentRequest, caller: Caller): Promise<CommentView> {
    const { content, parentId = null } = request;
    await this.quotas.take(commentQuota, caller.userId);
    const contentHtml = await this.renderings.comment(content, caller.userId);
    const names = await this.authors.named([caller.userId]);
    return this.transactions.run(async () => {
      const status = statusWhenWritten(caller);
      if (!(await this.posts.countComments(postId, countChange(undefined, status), 'published'))) {
        requireVisible(await this.posts.find(postId), caller);
        throw commentsClosed();
      }
      if (parentId !== null) await this.requireParent(parentId, postId, caller);
      const sentFrom = await this.waitingRoom(caller.userId, status);
      const now = this.clock.now();
      const comment: Comment = {
        id: newId(),
        postId,
        parentId,
        authorId: caller.userId,
        content,
        contentHtml,
        status,
        sentFrom,
        version: 1,
        createdAt: now,
        updatedAt: now,
      };
      await this.comments.add(comment);
      return viewComment(comment, names);
    });
  }

  /** @throws commentNotFound, commentNotYours, staleVersion, contentTooComplex, tooManyPendingComments, rateLimited */
  async update(
    id: string,
    content: string,
    caller: Caller,
    expected?: ExpectedVersions,
  ): Promise<CommentView> {
    await this.quotas.take(commentQuota, caller.userId);
    const { authorId } = await this.changeable(id, caller);
    const contentHtml = await this.renderings.comment(content, caller.userId);
    const names = await this.authors.named([authorId]);
    return this.transactions.run(async () => {
      const comment = await this.changeable(id, caller);
      requireVersion(comment.version, expected);
      if (comment.content === content) return viewComment(comment, names);
      const status = statusWhenEdited(comment.status, caller);
      await this.posts.countComments(comment.postId, countChange(comment.status, status));
      const { sentFrom } =
        comment.status === status ? comment : { sentFrom: await this.waitingRoom(authorId, status) };
      const changed = await this.comments.change(comment, {
        content,
        contentHtml,
        status,
        sentFrom,
        updatedAt: this.clock.now(),
      });
      return viewComment(changed, names);
    });
  }

  /** Removes a comment; its replies move up one level. @throws commentNotFound, commentNotYours, staleVersion */
  async delete(id: string, caller: Caller, expected?: ExpectedVersions): Promise<void> {
    await this.transactions.run(async () => {
      const comment = await this.changeable(id, caller);
      requireVersion(comment.version, expected);
      await this.posts.countComments(comment.postId, countChange(comment.status, undefined));
      await this.comments.remove(comment);
    });
  }

  /**
   * Where a comment with this status is sent from, if it is to wait. The post is held by now: comments of one post are
   * counted one after the other.
   */
  private async waitingRoom(authorId: string, status: CommentStatus): Promise<string | null> {
    if (status !== 'pending') return null;
    const { address } = this.origin.current();
    const [network = ''] = address === null ? [] : networksOf(address);
    if (isFull(await this.comments.pendingOf(authorId, network)))
      throw tooManyPendingComments('Wait until a moderator has looked at those before');
    return network;
  }

  private async changeable(id: string, caller: Caller): Promise<Comment> {
    const comment = requireChangeable(await this.comments.find(id), caller);
    const post = await this.posts.find(comment.postId);
    if (post === null || !maySeePost(post, caller)) throw commentNotFound();
    return comment;
  }

  private async requireParent(id: string, postId: string, caller: Caller): Promise<void> {
    const parent = await this.comments.find(id);
    if (parent?.postId !== postId || !maySee(parent, caller)) {
      const message = 'parentId must be a comment of this post';
      throw parentNotFound(undefined, { fields: [{ field: 'parentId', code: 'unknown', message }] });
    }
    const ancestors = await this.comments.ancestors(parent, commentLimits.depth);
    if (!mayReplyBelow(ancestors)) throw threadTooDeep(`At most ${commentLimits.depth} levels`);
  }
}
