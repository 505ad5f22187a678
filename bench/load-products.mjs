/**
 * Fills an empty database with products, for measurements and trials.
 *
 *   node bench/load-products.mjs sqlite:/tmp/shop.db [--products 1000000]
 *   node bench/load-products.mjs mysql://root@127.0.0.1:3306/shop [--products 1000000]
 *
 * Runs the migrations first. The products have variants, categories and texts, and no stock in the books of inventory.
 */
import { parseArgs } from 'node:util';
import { fill } from './catalog/fill.mjs';
import { connectTo } from './support/database.mjs';
import { build, migrate } from './support/processes.mjs';
import { openFile } from './support/rows.mjs';

const {
  values,
  positionals: [url],
} = parseArgs({ allowPositionals: true, options: { products: { type: 'string', default: '1000000' } } });
if (url === undefined) throw new Error('Name a database: node bench/load-products.mjs <url>');

build();
migrate(url);
const connection = url.startsWith('sqlite:') ? openFile(url) : await connectTo(url);
const begun = performance.now();
await fill(connection, Number(values.products));
await (connection.end ?? connection.close).call(connection);
console.log(`${values.products} products in ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
