/** Products as clients see them, from rows of either kind of database. */

/** What a JSON column holds: MySQL gives it as what it stands for, MariaDB and SQLite as text. */
export const json = (value) => (typeof value === 'string' ? JSON.parse(value) : value);

/** The columns that a product takes, and those that order lists. */
export const productColumns = `id, slug, title, title_key, description, status, attributes, images, min_price, in_stock,
  version, created_at, updated_at`;

/** For the variants of some products. */
export const selectVariants = (places) =>
  `SELECT id, product_id, sku, title, options, currency, price, compare_at_price, in_stock FROM catalog_variants
   WHERE product_id IN (${places}) ORDER BY position`;

/** For the categories of some products. */
export const selectCategories = (places) =>
  `SELECT link.product_id, category.id, category.slug, category.name FROM catalog_product_categories link
   JOIN catalog_categories category ON category.id = link.category_id
   WHERE link.product_id IN (${places}) ORDER BY link.position`;

function viewVariant(row) {
  const { id, sku, title, currency, price, compare_at_price: before } = row;
  return {
    id,
    sku,
    title,
    options: json(row.options),
    price: { amount: price, currency },
    ...(before === null ? undefined : { compareAtPrice: { amount: before, currency } }),
    inStock: row.in_stock === 1,
  };
}

/**
 * Products by their ids, without what belongs to them.
 * @param timeOf makes a time of what the database gives
 */
export function viewProducts(found, timeOf = (value) => value) {
  const view = (row) => ({
    id: row.id,
    slug: row.slug,
    title: row.title,
    description: row.description,
    status: row.status,
    categories: [],
    attributes: json(row.attributes),
    images: json(row.images),
    variants: [],
    inStock: row.in_stock === 1,
    createdAt: timeOf(row.created_at),
    updatedAt: timeOf(row.updated_at),
    version: row.version,
  });
  return new Map(found.map((row) => [row.id, view(row)]));
}

/** Puts variants and categories into their products. */
export function addParts(views, variants, categories) {
  for (const row of variants) views.get(row.product_id).variants.push(viewVariant(row));
  for (const { product_id: id, ...category } of categories) views.get(id).categories.push(category);
}
