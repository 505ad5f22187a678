import { indexesOf, insert, isFile, run, size } from '../support/rows.mjs';
import { makeCategories, makeProducts } from './products.mjs';

const tables = {
  catalog_products:
    'id slug title title_key description status attributes images currency min_price in_stock version created_at updated_at',
  catalog_product_slugs: 'slug product_id created_at',
  catalog_variants:
    'id product_id position sku title options currency price compare_at_price in_stock stock_version',
  catalog_product_categories: 'product_id category_id position',
};

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
  // SQLite stays without statistics, as it is in a shop: nothing makes them there.
  if (!file) await run(connection, `ANALYZE TABLE ${Object.keys(tables).join(', ')}`);
}
