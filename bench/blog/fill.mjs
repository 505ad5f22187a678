import { indexesOf, insert, isFile, run, size } from '../support/rows.mjs';
import { v7 as makeId } from 'uuid';
import { makePosts, makeTags, makeUsers } from './posts.mjs';

/** How many accounts there are, and how many of them write posts. */
const users = 500;
const authors = 50;

const tables = {
  blog_posts:
    'id slug title content content_html excerpt excerpt_given status author_id published_at publish_at listed_at ' +
    'comment_count revision version created_at updated_at',
  blog_post_slugs: 'slug post_id created_at',
  blog_post_revisions: 'id post_id number slug title content excerpt excerpt_given tags editor_id created_at',
  blog_post_tags: 'post_id tag_id position',
  blog_comments: 'id post_id parent_id author_id content content_html status version created_at updated_at',
};

async function insertUsers(connection) {
  const people = makeUsers(users);
  await insert(
    connection,
    'identity_users',
    'id email name password_hash status email_verified version created_at updated_at',
    people.map(({ id, email, name, at }) => [id, email, name, null, 'active', true, 1, at, at]),
  );
  const roles = people.map(({ id }, number) => [id, number < authors ? 'author' : 'customer']);
  await insert(connection, 'identity_user_roles', 'user_id role', roles);
  return people.map(({ id }) => id);
}

async function insertTags(connection) {
  const tags = makeTags();
  await insert(
    connection,
    'blog_tags',
    'id slug name created_at',
    tags.map(({ id, slug, name, at }) => [id, slug, name, at]),
  );
  return tags;
}

async function insertPosts(connection, posts, tagNames) {
  // prettier-ignore
  const rows = {
    blog_posts: posts.map((post) => [post.id, post.slug, post.title, post.content, post.html, post.excerpt, false,
      'published', post.authorId, post.createdAt, null, post.createdAt, post.comments.length, 1, 2, post.createdAt,
      post.createdAt]),
    blog_post_slugs: posts.map(({ id, slug, createdAt }) => [slug, id, createdAt]),
    blog_post_revisions: posts.map((post) => [makeId({ msecs: post.createdAt.getTime() }), post.id, 1, post.slug,
      post.title, post.content, post.excerpt, false, JSON.stringify(post.tags.map((tag) => tagNames.get(tag))),
      post.authorId, post.createdAt]),
    blog_post_tags: posts.flatMap(({ id, tags }) => tags.map((tag, position) => [id, tag, position])),
    blog_comments: posts.flatMap((post) => post.comments.map(({ id, authorId, content, html, at }) =>
      [id, post.id, null, authorId, content, html, 'approved', 1, at, at])),
  };
  for (const [table, columns] of Object.entries(tables))
    await insert(connection, table, columns, rows[table]);
}

/**
 * Fills the tables of the blog with posts, and those of identity with who wrote them, straight and fast. The tables are there
 * and empty.
 * @param connection of mysql2 or better-sqlite3, whose settings it changes
 */
export async function fillBlog(connection, count) {
  const file = isFile(connection);
  const indexes = file ? undefined : await indexesOf(connection, 'blog_posts');
  if (indexes) {
    await connection.query('SET SESSION unique_checks = 0, foreign_key_checks = 0');
    await connection.query(indexes.drop);
  }
  const readers = await insertUsers(connection);
  const tags = await insertTags(connection);
  const tagNames = new Map(tags.map(({ id, name }) => [id, name]));
  let batch = [];
  const flush = async () => {
    await run(connection, 'BEGIN');
    await insertPosts(connection, batch, tagNames);
    await run(connection, 'COMMIT');
    batch = [];
  };
  const parts = { authors: readers.slice(0, authors), readers, tags: tags.map(({ id }) => id) };
  for (const post of makePosts(count, parts)) {
    batch.push(post);
    if (batch.length === size) await flush();
  }
  if (batch.length > 0) await flush();
  for (const statement of indexes?.make ?? []) await connection.query(statement);
  await run(connection, file ? 'ANALYZE' : `ANALYZE TABLE ${Object.keys(tables).join(', ')}`);
}
