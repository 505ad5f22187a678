import { Injectable } from '@nestjs/common';
import { forbidden, unauthenticated } from '../../../platform/access/access.errors.js';
import type { PageRequest } from '../../../platform/database/keyset.js';
import { type Page, toPage } from '../../../platform/http/page.js';
import { Authors } from '../authors.service.js';
import { requireVisible } from '../posts/post.js';
import { PostsRepository } from '../posts/posts.repository.js';
import { type Commenter, type CommentStatus, isModerator } from './comment.js';
import { viewComment } from './comment.view.js';
import type { CommentQueueQuery, CommentsQuery, CommentView } from './comments.dto.js';
import { CommentsRepository } from './comments.repository.js';

/** Reading comments. */
@Injectable()
export class CommentReader {
  constructor(
    private readonly comments: CommentsRepository,
    private readonly posts: PostsRepository,
    private readonly authors: Authors,
  ) {}

  /** @throws postNotFound; unauthenticated or forbidden when somebody else than a moderator asks for more than approved ones */
  async page(postId: string, query: CommentsQuery, viewer: Commenter): Promise<Page<CommentView>> {
    const { status = 'approved' } = query;
    if (status !== 'approved' && !isModerator(viewer)) {
      if (viewer === undefined) throw unauthenticated('Sign in to see what is not approved');
      throw forbidden('Only moderators see what is not approved');
    }
    requireVisible(await this.posts.find(postId), viewer);
    return this.view(query, { postId, status });
  }

  /** The comments of all posts, for moderators. */
  async queue(query: CommentQueueQuery): Promise<Page<CommentView>> {
    return this.view(query, { status: query.status ?? 'pending' });
  }

  private async view(
    request: PageRequest,
    filter: { postId?: string; status: CommentStatus },
  ): Promise<Page<CommentView>> {
    const slice = await this.comments.page(request, filter);
    const names = await this.authors.named(slice.rows.map(({ authorId }) => authorId));
    return toPage(slice, request, (comment) => viewComment(comment, names));
  }
}
