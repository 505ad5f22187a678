import { Injectable } from '@nestjs/common';
import { Blog, type WrittenComment, type WrittenPost } from './blog.contract.js';
import { CommentsRepository } from './comments/comments.repository.js';
import { PostsRepository } from './posts/posts.repository.js';

const batch = 100;

/** Answers other modules. */
@Injectable()
export class BlogService extends Blog {
  constructor(
    private readonly posts: PostsRepository,
    private readonly comments: CommentsRepository,
  ) {
    super();
  }

  override async postsOf(command: { userId: string; after?: string }): Promise<{ posts: WrittenPost[] }> {
    const rows = await this.posts.writtenBy(command.userId, command.after ?? '', batch);
    return {
      posts: rows.map(({ id, title, content, status, createdAt }) => ({
        id,
        title,
        content,
        status,
        createdAt: createdAt.toISOString(),
      })),
    };
  }

  override async commentsOf(command: {
    userId: string;
    after?: string;
  }): Promise<{ comments: WrittenComment[] }> {
    const rows = await this.comments.writtenBy(command.userId, command.after ?? '', batch);
    return {
      comments: rows.map(({ id, postId, content, status, createdAt }) => ({
        id,
        postId,
        content,
        status,
        createdAt: createdAt.toISOString(),
      })),
    };
  }
}
