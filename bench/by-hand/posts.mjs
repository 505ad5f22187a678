/** `GET /api/v1/posts` and `/by-slug/:slug` with mysql2: authors are joined, tags and comments read at once. */
import { places, rows } from './database.mjs';
import { pageAnswer, pageClause } from './paging.mjs';
import { postQuery, postSorts, viewComment, viewPost } from './post-view.mjs';
import { pageOf, post } from './schemas.mjs';

const columns = `post.id, post.slug, post.title, post.excerpt, post.status, post.published_at,
  post.publish_at, post.listed_at, post.author_id, author.name, post.comment_count, post.version, post.created_at,
  post.updated_at`;
const posts = 'blog_posts post LEFT JOIN identity_users author ON author.id = post.author_id';
/** How many comments of each post a list shows. */
const newest = 3;
const tagsOf = (ids) =>
  rows(
    `SELECT link.post_id, tag.name FROM blog_post_tags link JOIN blog_tags tag ON tag.id = link.tag_id
     WHERE link.post_id IN (${places(ids)}) ORDER BY link.position`,
    ids,
  );

/** The newest approved comments of each of some posts. The index holds all that ranks them. */
const commentsOf = (ids) =>
  rows(
    `SELECT comment.id, comment.post_id, comment.parent_id, comment.author_id, author.name, comment.content,
       comment.content_html, comment.status, comment.version, comment.created_at, comment.updated_at
     FROM (
       SELECT id, ROW_NUMBER() OVER (PARTITION BY post_id ORDER BY created_at DESC, id DESC) AS place
       FROM blog_comments WHERE post_id IN (${places(ids)}) AND status = 'approved'
     ) ranked
     JOIN blog_comments comment ON comment.id = ranked.id
     LEFT JOIN identity_users author ON author.id = comment.author_id
     WHERE ranked.place <= ${newest} ORDER BY comment.created_at DESC, comment.id DESC`,
    ids,
  );

async function list(request, reply) {
  const { limit, include, sort } = request.query;
  const page = pageClause(request.query, postSorts, 'post');
  const found = await rows(`SELECT ${columns} FROM ${posts} WHERE post.status = ? ${page.sql}`, [
    'published',
    ...page.values,
  ]);
  const withComments = include === 'comments';
  const views = new Map(
    found.slice(0, limit).map((row) => [row.id, viewPost(row, withComments ? { comments: [] } : {})]),
  );
  const ids = [...views.keys()];
  if (ids.length > 0) {
    const [tags, comments] = await Promise.all([tagsOf(ids), withComments ? commentsOf(ids) : []]);
    for (const { post_id: id, name } of tags) views.get(id).tags.push(name);
    for (const row of comments) views.get(row.post_id).comments.push(viewComment(row));
  }
  return pageAnswer(request, reply, found, postSorts[sort.replace('-', '')].of, ({ id }) => views.get(id));
}

async function readBySlug({ params: { slug } }, reply) {
  const texts = 'post.content, post.content_html';
  const [found] = await rows(`SELECT ${columns}, ${texts} FROM ${posts} WHERE post.slug = ?`, [slug]);
  if (found === undefined) return redirect(slug, reply);
  if (found.status !== 'published') return reply.callNotFound();
  const view = viewPost(found, { content: found.content, html: found.content_html });
  for (const { name } of await tagsOf([found.id])) view.tags.push(name);
  return view;
}

/** A slug of the past leads to the one of today. */
async function redirect(slug, reply) {
  const [moved] = await rows(
    `SELECT post.slug FROM blog_post_slugs old JOIN blog_posts post ON post.id = old.post_id
     WHERE old.slug = ? AND post.status = 'published'`,
    [slug],
  );
  if (moved === undefined) return reply.callNotFound();
  return reply.redirect(`/api/v1/posts/by-slug/${encodeURIComponent(moved.slug)}`, 308);
}

/** Adds the routes of posts. */
export function addPosts(app) {
  app.route({
    method: 'GET',
    url: '/api/v1/posts',
    schema: { querystring: postQuery, response: { 200: pageOf(post) } },
    handler: list,
  });
  app.route({
    method: 'GET',
    url: '/api/v1/posts/by-slug/:slug',
    config: { etag: true },
    schema: { response: { 200: post } },
    handler: readBySlug,
  });
}
