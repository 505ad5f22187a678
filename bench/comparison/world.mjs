/** What is there to be read: a database of each kind with products, and on the server also posts and a customer with orders. */
import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { v7 as makeId } from 'uuid';
import { fillBlog } from '../blog/fill.mjs';
import { fill } from '../catalog/fill.mjs';
import { isBusy } from '../checkout/books.mjs';
import { connectTo, createDatabase } from '../support/database.mjs';
import { mainstayEnvironment, migrate, startServer } from '../support/processes.mjs';
import { insert, openFile } from '../support/rows.mjs';

const customer = { email: 'buyer@example.com', password: 'a bowl for every morning' };
const orders = 30;
/** What placing orders takes; nobody mails about them. */
const services = 'identity,catalog,inventory,orders,payments';

async function post(url, body, headers = {}) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`POST ${url} → ${answer.status} ${text}`);
  return JSON.parse(text);
}

/** Signs the customer in at a server. @returns the headers that say so; good for ten minutes */
export async function signIn(url) {
  const { accessToken } = await post(`${url}/api/v1/auth/login`, customer);
  return { authorization: `Bearer ${accessToken}` };
}

/** Puts some SKUs of catalog in stock. @returns the SKUs */
async function stockUp(connection, count) {
  const [found] = await connection.query('SELECT sku FROM catalog_variants ORDER BY id LIMIT ?', [count]);
  const skus = found.map(({ sku }) => sku);
  const now = new Date();
  await insert(
    connection,
    'inventory_stock',
    'sku on_hand held version',
    skus.map((sku) => [sku, 1_000, 0, 2]),
  );
  await insert(
    connection,
    'inventory_movements',
    'id sku kind delta_on_hand delta_held reference reason actor created_at',
    skus.map((sku) => [makeId(), sku, 'received', 1_000, 0, makeId(), 'A delivery', null, now]),
  );
  return skus;
}

/** Opens an account and buys so often, through the API. */
async function placeOrders(url, connection) {
  const skus = await stockUp(connection, 60);
  const server = await startServer('dist/src/main.js', {
    environment: { ...mainstayEnvironment(url), SERVICES: services },
  });
  try {
    const api = `${server.url}/api/v1`;
    await post(`${api}/auth/register`, { ...customer, name: 'Ada Lovelace' });
    const headers = await signIn(server.url);
    for (let number = 0; number < orders; number += 1) {
      const items = Array.from({ length: 1 + (number % 3) }, (_, line) => ({
        sku: skus[(number * 5 + line) % skus.length],
        quantity: 1 + line,
      }));
      const shippingAddress = {
        name: 'Ada Lovelace',
        line1: '12 Linden Street',
        city: 'Berlin',
        country: 'DE',
      };
      const body = { items, shippingAddress, payment: { token: 'tok_ok' } };
      await post(`${api}/orders`, body, { ...headers, 'idempotency-key': randomUUID() });
    }
    // Money is captured after the answer: what orders say must not change while it is measured.
    while (await isBusy(connection)) await setTimeout(50);
  } finally {
    await server.stop();
  }
}

/** Some values that lie evenly in a column. */
async function sample(connection, table, column, count, condition = 'TRUE') {
  const [[{ n }]] = await connection.query(`SELECT COUNT(*) AS n FROM ${table} WHERE ${condition}`);
  const step = Math.max(1, Math.floor(n / count));
  const [found] = await connection.query(
    `SELECT value FROM (SELECT ${column} AS value, ROW_NUMBER() OVER (ORDER BY id) AS number FROM ${table}
     WHERE ${condition}) numbered WHERE number % ? = 0 LIMIT ?`,
    [step, count],
  );
  return found.map(({ value }) => value);
}

/**
 * Makes and fills a database on the server.
 * @returns its URL, a connection, some ids of products and slugs of posts, and how to drop it
 */
export async function makeShop(serverUrl, { products, posts, buyer = true }) {
  const server = await connectTo(serverUrl);
  const database = await createDatabase(server, serverUrl, 'shop');
  const leave = async () => {
    await database.drop();
    await server.end();
  };
  try {
    migrate(database.url);
    const connection = await connectTo(database.url);
    await fill(connection, products);
    await fillBlog(connection, posts);
    if (buyer) await placeOrders(database.url, connection);
    const [[{ version }]] = await connection.query('SELECT VERSION() AS version');
    return {
      url: database.url,
      version,
      connection,
      products: await sample(connection, 'catalog_products', 'id', 200),
      posts: await sample(connection, 'blog_posts', 'slug', 200),
      async drop() {
        await connection.end();
        await leave();
      },
    };
  } catch (error) {
    await leave();
    throw error;
  }
}

/** Makes two equal files with products, one for each program. @returns their URLs, and how to remove them */
export async function makeFiles(products) {
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-bench-'));
  const drop = () => rmSync(folder, { recursive: true, force: true });
  try {
    const [file, copy] = ['shop.db', 'copy.db'].map((name) => join(folder, name));
    migrate(`sqlite:${file}`);
    const database = openFile(`sqlite:${file}`);
    await fill(database, products);
    // One file holds all then: what is left in the log would not be copied.
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
    copyFileSync(file, copy);
    return { urls: [`sqlite:${file}`, `sqlite:${copy}`], drop };
  } catch (error) {
    drop();
    throw error;
  }
}
