import { createRequire } from 'node:module';
import { insertMany } from '../support/database.mjs';
import { makeCategories, makeProducts } from './products.mjs';

const size = 2_000;
const tables = {
  catalog_products:
    'id slug title title_key description status attributes images currency min_price in_stock version created_at updated_at',
  catalog_product_slugs: 'slug product_id created_at',
  catalog_variants:
    'id product_id position sku title options currency price compare_at_price in_stock stock_version',
  catalog_product_categories: 'product_id category_id position',
};

/** Whether a connection leads to MySQL or MariaDB, or is a file of better-sqlite3. */
const isFile = (connection) => 'prepare' in connection && 'pragma' in connection;

/** How a file is written: SQLite knows neither times nor booleans. */
function toSqlite(value) {
  if (value instanceof Date) return value.toISOString().replace('T', ' ').replace('Z', '');
  return typeof value === 'boolean' ? Number(value) : value;
}

/** Inserts a few thousand rows at once. */
async function insert(connection, table, columns, rows) {
  const names = columns.split(' ');
  if (!isFile(connection)) return insertMany(connection, table, names, rows, size);
  const places = names.map(() => '?').join(', ');
  const statement = connection.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${places})`);
  for (const row of rows) statement.run(row.map(toSqlite));
  return undefined;
}

async function run(connection, sql) {
  return isFile(connection) ? connection.exec(sql) : connection.query(sql);
}

async function insertCategories(connection) {
  const categories = makeCategories();
  await insert(
    connection,
    'catalog_categories',
    'id slug name parent_id version created_at updated_at',
    categories.map(({ id, slug, name, parentId, at }) => [id, slug, name, parentId, 1, at, at]),
  );
  await insert(
    connection,
    'catalog_category_ancestors',
    'ancestor_id category_id',
    categories.flatMap(({ id, parentId }) => [[id, id], ...(parentId === null ? [] : [[parentId, id]])]),
  );
  return categories.filter(({ parentId }) => parentId !== null).map(({ id }) => id);
}

async function insertProducts(connection, products) {
  // prettier-ignore
  const rows = {
    catalog_products: products.map((product) => [product.id, product.slug, product.title, product.titleKey,
      product.description, 'active', '{}', '[]', 'EUR', product.price, product.inStock, 1, product.createdAt,
      product.updatedAt]),
    catalog_product_slugs: products.map(({ id, slug, createdAt }) => [slug, id, createdAt]),
    catalog_variants: products.flatMap((product) => product.variants.map(({ id, position, sku, title, price, inStock }) =>
      [id, product.id, position, sku, title, JSON.stringify({ size: title }), 'EUR', price, null, inStock, 1])),
    catalog_product_categories: products.flatMap(({ id, categories }) =>
      categories.map((category, position) => [id, category, position])),
  };
  for (const [table, columns] of Object.entries(tables))
    await insert(connection, table, columns, rows[table]);
}

/** The statements that take away the indexes of a table that slow a load down, and those that make them again. */
async function indexesOf(connection, table) {
  const [found] = await connection.query(
    `SELECT index_name AS name, index_type AS type, GROUP_CONCAT(column_name ORDER BY seq_in_index) AS columns_
     FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? AND non_unique = 1
     GROUP BY index_name, index_type`,
    [table],
  );
  const plain = found.filter(({ type }) => type !== 'FULLTEXT');
  const adding = plain.map(({ name, columns_: columns }) => `ADD INDEX ${name} (${columns})`);
  const words = found
    .filter(({ type }) => type === 'FULLTEXT')
    .map(({ name, columns_: columns }) => `ALTER TABLE ${table} ADD FULLTEXT INDEX ${name} (${columns})`);
  return {
    drop: `ALTER TABLE ${table} ${found.map(({ name }) => `DROP INDEX ${name}`).join(', ')}`,
    make: [`ALTER TABLE ${table} ${adding.join(', ')}`, ...words],
  };
}

/**
 * Fills the tables of catalog with products, straight and fast. The tables are there and empty.
 * @param connection of mysql2 or better-sqlite3, whose settings it changes
 */
export async function fill(connection, count) {
  const file = isFile(connection);
  const indexes = file ? undefined : await indexesOf(connection, 'catalog_products');
  if (indexes) {
    await connection.query('SET SESSION unique_checks = 0, foreign_key_checks = 0');
    await connection.query(indexes.drop);
  } else {
    connection.pragma('synchronous = OFF');
    connection.pragma('cache_size = -200000');
  }
  const leaves = await insertCategories(connection);
  let batch = [];
  const flush = async () => {
    await run(connection, 'BEGIN');
    await insertProducts(connection, batch);
    await run(connection, 'COMMIT');
    batch = [];
  };
  for (const product of makeProducts(count, leaves)) {
    batch.push(product);
    if (batch.length === size) await flush();
  }
  if (batch.length > 0) await flush();
  for (const statement of indexes?.make ?? []) await connection.query(statement);
  await run(connection, file ? 'ANALYZE' : `ANALYZE TABLE ${Object.keys(tables).join(', ')}`);
}

/** Opens the database file of a `sqlite:` URL. */
export function openFile(url) {
  const Database = createRequire(import.meta.url)('better-sqlite3');
  return new Database(url.slice('sqlite:'.length));
}
