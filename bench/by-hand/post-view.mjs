/** Posts and comments as clients see them, from rows that have the name of their author. */
import { pageQuery } from './paging.mjs';

const toTime = (text) => new Date(text);

/** The orders of the list of posts. */
export const postSorts = {
  publishedAt: { column: 'post.listed_at', read: toTime, of: (row) => row.listed_at },
  createdAt: { column: 'post.created_at', read: toTime, of: (row) => row.created_at },
  updatedAt: { column: 'post.updated_at', read: toTime, of: (row) => row.updated_at },
};

/** JSON schema of the query of the list. */
export const postQuery = pageQuery([
  '-publishedAt',
  'publishedAt',
  '-createdAt',
  'createdAt',
  '-updatedAt',
  'updatedAt',
]);
postQuery.properties.include = { type: 'string', enum: ['comments'] };

const author = (row) => ({ id: row.author_id, name: row.name ?? 'Former member' });

/** A comment. */
export const viewComment = (row) => ({
  id: row.id,
  postId: row.post_id,
  parentId: row.parent_id,
  author: author(row),
  content: row.content,
  html: row.content_html,
  status: row.status,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  version: row.version,
});

/** A post without its tags. @param more what is shown besides */
export const viewPost = (row, more) => ({
  id: row.id,
  slug: row.slug,
  title: row.title,
  excerpt: row.excerpt,
  status: row.status,
  publishedAt: row.published_at,
  publishAt: row.publish_at,
  author: author(row),
  tags: [],
  commentCount: row.comment_count,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  version: row.version,
  ...more,
});
