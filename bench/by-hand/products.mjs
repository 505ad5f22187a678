/**
 * `GET /api/v1/products` and `/:id` with mysql2: three statements, one after the other. Two at once would be done sooner on
 * an idle server, but under load more requests wait for a connection then, and fewer are answered.
 */
import { places, rows } from './database.mjs';
import { pageAnswer, pageClause, pageQuery } from './paging.mjs';
import { addParts, productColumns, selectCategories, selectVariants, viewProducts } from './product-view.mjs';
import { pageOf, product } from './schemas.mjs';

const toTime = (text) => new Date(text);
const sorts = {
  createdAt: { column: 'created_at', read: toTime, of: (row) => row.created_at },
  updatedAt: { column: 'updated_at', read: toTime, of: (row) => row.updated_at },
  price: { column: 'min_price', of: (row) => row.min_price },
  title: { column: 'title_key', of: (row) => row.title_key },
};
const query = pageQuery([
  '-createdAt',
  'createdAt',
  '-updatedAt',
  'updatedAt',
  'price',
  '-price',
  'title',
  '-title',
]);

async function viewsOf(found) {
  const views = viewProducts(found);
  if (views.size === 0) return views;
  const ids = [...views.keys()];
  const variants = await rows(selectVariants(places(ids)), ids);
  addParts(views, variants, await rows(selectCategories(places(ids)), ids));
  return views;
}

async function list(request, reply) {
  const { limit, sort } = request.query;
  const page = pageClause(request.query, sorts, 'catalog_products');
  const found = await rows(`SELECT ${productColumns} FROM catalog_products WHERE status = ? ${page.sql}`, [
    'active',
    ...page.values,
  ]);
  const views = await viewsOf(found.slice(0, limit));
  return pageAnswer(request, reply, found, sorts[sort.replace('-', '')].of, ({ id }) => views.get(id));
}

async function read({ params: { id } }, reply) {
  const found = await rows(`SELECT ${productColumns} FROM catalog_products WHERE id = ?`, [id]);
  if (found[0]?.status !== 'active') return reply.callNotFound();
  return (await viewsOf(found)).get(id);
}

/** Adds the routes of products. */
export function addProducts(app) {
  app.route({
    method: 'GET',
    url: '/api/v1/products',
    schema: { querystring: query, response: { 200: pageOf(product) } },
    handler: list,
  });
  app.route({
    method: 'GET',
    url: '/api/v1/products/:id',
    config: { etag: true },
    schema: { response: { 200: product } },
    handler: read,
  });
}
