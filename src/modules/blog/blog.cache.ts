import { Cached, minutes } from '../../platform/cache/cached.js';
import type { PostView } from './posts/posts.dto.js';

/** What answers of the blog are made of, by the names that invalidate them. */
export const cacheTags = {
  /** Any post, with its comments: lists depend on all. */
  posts: 'blog.posts',
  post: (id: string): string => `blog.post.${id}`,
  /** The name of anybody who writes: lists depend on all. */
  authors: 'blog.authors',
  author: (id: string): string => `blog.author.${id}`,
} as const;

const ttl = minutes(5);

/** For routes that list posts, comments or tags. */
export const CachedPosts = Cached({ ttl, tags: [cacheTags.posts, cacheTags.authors] });

/** For routes that show one post. */
export const CachedPost = Cached({
  ttl,
  tags: ({ id, author }: PostView) => [cacheTags.post(id), cacheTags.author(author.id)],
});
