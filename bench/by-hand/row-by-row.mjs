/**
 * How a list is read by who asks for each row what belongs to it: the counterpart of eager loading for `npm run bench claims`.
 * It answers `GET /api/v1/posts?include=comments` as Mainstay does; nobody should write it like that.
 */
import { rows } from './database.mjs';
import { pageAnswer, pageClause } from './paging.mjs';
import { postQuery, postSorts, viewComment, viewPost } from './post-view.mjs';
import { pageOf, post } from './schemas.mjs';
import { addHeaders, createServer, listen } from './server.mjs';

async function nameOf(userId) {
  const [user] = await rows('SELECT name FROM identity_users WHERE id = ?', [userId]);
  return user?.name;
}

async function commentsOf(postId) {
  const found = await rows(
    `SELECT * FROM blog_comments WHERE post_id = ? AND status = 'approved'
     ORDER BY created_at DESC, id DESC LIMIT 3`,
    [postId],
  );
  const comments = [];
  for (const row of found) comments.push(viewComment({ ...row, name: await nameOf(row.author_id) }));
  return comments;
}

async function tagsOf(postId) {
  const found = await rows(
    `SELECT tag.name FROM blog_post_tags link JOIN blog_tags tag ON tag.id = link.tag_id
     WHERE link.post_id = ? ORDER BY link.position`,
    [postId],
  );
  return found.map(({ name }) => name);
}

async function list(request, reply) {
  const page = pageClause(request.query, postSorts, 'post');
  const found = await rows(`SELECT post.* FROM blog_posts post WHERE post.status = ? ${page.sql}`, [
    'published',
    ...page.values,
  ]);
  const views = new Map();
  for (const row of found.slice(0, request.query.limit)) {
    const view = viewPost({ ...row, name: await nameOf(row.author_id) });
    views.set(row.id, { ...view, tags: await tagsOf(row.id), comments: await commentsOf(row.id) });
  }
  return pageAnswer(
    request,
    reply,
    found,
    ({ listed_at: at }) => at,
    ({ id }) => views.get(id),
  );
}

const app = createServer();
addHeaders(app);
app.route({
  method: 'GET',
  url: '/api/v1/posts',
  schema: { querystring: postQuery, response: { 200: pageOf(post) } },
  handler: list,
});
await listen(app);
