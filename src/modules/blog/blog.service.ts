import { Injectable } from '@nestjs/common';
import { toPage } from '../../platform/http/page.js';
import { Blog, type WritingsCommand, type WrittenComment, type WrittenPost } from './blog.contract.js';
import { CommentsRepository } from './comments/comments.repository.js';
import { PostsRepository } from './posts/posts.repository.js';

/** How many rows are read at once. */
const limit = 100;

/** Answers other modules. */
@Injectable()
export class BlogService extends Blog {
  constructor(
    private readonly posts: PostsRepository,
    private readonly comments: CommentsRepository,
  ) {
    super();
  }

  override async postsOf({
    userId,
    after,
    most,
  }: WritingsCommand): Promise<{ posts: WrittenPost[]; next: string | null }> {
    const found = await this.posts.writtenBy(userId, after ?? '', limit);
    const ids = found.map(({ id }) => id);
    // Lengths come first: contents that have no room are not read.
    const contents = await this.posts.contentsOf(ids, most);
    const rows = found.slice(0, contents.size);
    const { data, page } = toPage(
      sliceOf(rows, found.length === limit || rows.length < found.length),
      { limit },
      ({ id, title, status, createdAt }) => ({
        id,
        title,
        content: contents.get(id) ?? '',
        status,
        createdAt: createdAt.toISOString(),
      }),
      most,
    );
    return { posts: data, next: page.next };
  }

  override async commentsOf({
    userId,
    after,
    most,
  }: WritingsCommand): Promise<{ comments: WrittenComment[]; next: string | null }> {
    const rows = await this.comments.writtenBy(userId, after ?? '', limit);
    const { data, page } = toPage(
      sliceOf(rows, rows.length === limit),
      { limit },
      ({ id, postId, content, status, createdAt }) => ({
        id,
        postId,
        content,
        status,
        createdAt: createdAt.toISOString(),
      }),
      most,
    );
    return { comments: data, next: page.next };
  }
}

/** Rows in the order of their ids. @param more whether others may follow */
function sliceOf<T extends { id: string }>(rows: readonly T[], more: boolean) {
  const idOf = (place: number): string => rows[place]?.id ?? '';
  return { rows, next: more ? idOf(rows.length - 1) : null, cursorAfter: idOf };
}
