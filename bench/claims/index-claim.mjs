/** What an index brings: statements of Mainstay with the index that is made for them, and without it. */
import { median } from '../support/statistics.mjs';

const claim = 'an index cuts the query time by at least half';
const needed = 0.5;
const rounds = 15;
const columns =
  'id, slug, title, description, status, attributes, images, min_price, in_stock, version, created_at, updated_at';

/** `hint` comes after the name of the table. */
const statements = [
  {
    measured: 'a page of 20 products by price',
    index: 'catalog_products_by_price',
    sql: (hint) =>
      `SELECT ${columns} FROM catalog_products ${hint} WHERE status = 'active' ORDER BY min_price, id LIMIT 21`,
  },
  {
    measured: 'one product by its slug',
    index: 'catalog_products_slug',
    sql: (hint) => `SELECT ${columns} FROM catalog_products ${hint} WHERE slug = ?`,
  },
];

/** Milliseconds that a statement takes. */
async function time(connection, sql, values) {
  const begun = performance.now();
  await connection.query(sql, values);
  return performance.now() - begun;
}

/** One row for each statement. */
export async function indexClaim({ connection }) {
  const claims = [];
  const [[{ slug }]] = await connection.query(
    'SELECT slug FROM catalog_products ORDER BY id LIMIT 1 OFFSET 500',
  );
  for (const { measured, index, sql } of statements) {
    const times = { without: [], withIt: [] };
    for (let round = 0; round <= rounds; round += 1) {
      const without = await time(connection, sql(`IGNORE INDEX (${index})`), [slug]);
      const withIt = await time(connection, sql(''), [slug]);
      // The first round brings the table into memory.
      if (round === 0) continue;
      times.without.push(without);
      times.withIt.push(withIt);
    }
    const [without, withIt] = [median(times.without), median(times.withIt)];
    const saved = 1 - withIt / without;
    claims.push({
      claim,
      measured,
      without: `${without.toFixed(1)} ms`,
      withIt: `${withIt.toFixed(2)} ms`,
      change: `−${(saved * 100).toFixed(1)} %`,
      reached: saved >= needed,
    });
  }
  return claims;
}
