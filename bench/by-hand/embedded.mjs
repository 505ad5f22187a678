/** The yardstick for the embedded database: `GET /api/v1/products` by hand, with Fastify and better-sqlite3. */
import Sqlite from 'better-sqlite3';
import { pageAnswer, pageClause, pageQuery } from './paging.mjs';
import { addParts, productColumns, selectCategories, selectVariants, viewProducts } from './product-view.mjs';
import { pageOf, product } from './schemas.mjs';
import { addHeaders, createServer, listen } from './server.mjs';

const database = new Sqlite(process.env.DATABASE_URL.slice('sqlite:'.length));
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.pragma('foreign_keys = ON');

const statements = new Map();

/** Runs a statement that is prepared once. */
function rows(sql, values) {
  let statement = statements.get(sql);
  if (statement === undefined) {
    statement = database.prepare(sql);
    statements.set(sql, statement);
  }
  return statement.all(values);
}

const timeOf = (text) => `${text.slice(0, 10)}T${text.slice(11)}Z`;
const read = (text) => text.replace('T', ' ').replace('Z', '');
const sorts = {
  createdAt: { column: 'created_at', read, of: (row) => timeOf(row.created_at) },
  updatedAt: { column: 'updated_at', read, of: (row) => timeOf(row.updated_at) },
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

function list(request, reply) {
  const { limit, sort } = request.query;
  const page = pageClause(request.query, sorts, 'catalog_products');
  const found = rows(`SELECT ${productColumns} FROM catalog_products WHERE status = ? ${page.sql}`, [
    'active',
    ...page.values,
  ]);
  const views = viewProducts(found.slice(0, limit), timeOf);
  const ids = [...views.keys()];
  const places = ids.map(() => '?').join(', ');
  if (ids.length > 0) addParts(views, rows(selectVariants(places), ids), rows(selectCategories(places), ids));
  const { of } = sorts[sort.replace('-', '')];
  reply.send(pageAnswer(request, reply, found, of, ({ id }) => views.get(id)));
}

const app = createServer();
addHeaders(app);
app.get('/api/v1/products', { schema: { querystring: query, response: { 200: pageOf(product) } } }, list);
await listen(app);
