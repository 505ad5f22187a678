import type { Names } from '../authors.service.js';
import type { Post } from './post.entity.js';
import type { PostView } from './posts.dto.js';
import type { ListedPost } from './posts.repository.js';

/** A post as clients see it by itself. */
export function viewPost(post: Post, tags: readonly string[], names: Names): PostView {
  return viewListedPost(post, tags, names, { content: post.content, html: post.contentHtml });
}

/** A post as clients see it in lists. */
export function viewListedPost(
  post: ListedPost,
  tags: readonly string[],
  names: Names,
  more: Pick<PostView, 'content' | 'html' | 'comments'> = {},
): PostView {
  return {
    id: post.id,
    slug: post.slug,
    title: post.title,
    excerpt: post.excerpt,
    status: post.status,
    publishedAt: post.publishedAt?.toISOString() ?? null,
    publishAt: post.publishAt?.toISOString() ?? null,
    author: names.of(post.authorId),
    tags: [...tags],
    commentCount: post.commentCount,
    createdAt: post.createdAt.toISOString(),
    updatedAt: post.updatedAt.toISOString(),
    version: post.version,
    ...more,
  };
}
