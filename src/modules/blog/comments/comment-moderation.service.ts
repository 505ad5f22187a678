import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { Authors } from '../authors.service.js';
import { commentNotFound } from '../blog.errors.js';
import { PostsRepository } from '../posts/posts.repository.js';
import type { Comment } from './comment.entity.js';
import { countChange } from './comment.js';
import { viewComment } from './comment.view.js';
import type { CommentView } from './comments.dto.js';
import { CommentsRepository } from './comments.repository.js';

/** Deciding on comments. A decision may be reversed; to repeat one changes nothing. */
@Injectable()
export class CommentModerationService {
  constructor(
    private readonly comments: CommentsRepository,
    private readonly posts: PostsRepository,
    private readonly authors: Authors,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws commentNotFound */
  async decide(id: string, status: 'approved' | 'rejected'): Promise<CommentView> {
    const { authorId } = await this.require(id);
    const names = await this.authors.named([authorId]);
    return this.transactions.run(async () => {
      const comment = await this.require(id);
      if (comment.status === status) return viewComment(comment, names);
      await this.posts.countComments(comment.postId, countChange(comment.status, status));
      const changed = await this.comments.change(comment, {
        status,
        sentFrom: null,
        updatedAt: this.clock.now(),
      });
      return viewComment(changed, names);
    });
  }

  private async require(id: string): Promise<Comment> {
    const comment = await this.comments.find(id);
    if (comment === null) throw commentNotFound();
    return comment;
  }
}
