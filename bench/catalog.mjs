/**
 * What lists and search cost among a million products, over HTTP.
 *
 *   node bench/catalog.mjs [--server mysql://root@127.0.0.1:3306/ | --sqlite] [--products 1000000] [--rounds 300]
 *   node bench/catalog.mjs --database <url of a database that bench/load-products.mjs has filled> [--cache on]
 *
 * Page 1 of a list against page 10,000 in each order, and search against reading one product, without the cache; `--cache on`
 * measures with it. Makes and fills a database of its own and drops it, unless one is named. Exit code 3 when no server answers.
 */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fill } from './catalog/fill.mjs';
import { words } from './catalog/products.mjs';
import { hangUp, request, takeTurns } from './catalog/requests.mjs';
import { connectTo, createDatabase } from './support/database.mjs';
import { build, mainstayEnvironment, migrate, nodeVersion, startServer } from './support/processes.mjs';
import { openFile } from './support/rows.mjs';
import { table } from './support/statistics.mjs';

const { values } = parseArgs({
  options: {
    server: { type: 'string', default: 'mysql://root@127.0.0.1:3306/' },
    sqlite: { type: 'boolean', default: false },
    database: { type: 'string' },
    products: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '300' },
    cache: { type: 'string', default: 'off' },
  },
});
const lookup = 'GET /products/{id}';
const limit = 20;
const farPage = 10_000;
/** Milliseconds that the requests for each table may take. */
const patience = 60_000;
const sorts = {
  '-createdAt': { column: 'created_at', direction: 'DESC' },
  price: { column: 'min_price', direction: 'ASC' },
  title: { column: 'title_key', direction: 'ASC' },
};

/** A database to measure in, and what to do with it in the end. */
async function prepare() {
  if (values.database !== undefined) return { url: values.database, leave: () => Promise.resolve() };
  if (values.sqlite) {
    const folder = mkdtempSync(join(tmpdir(), 'mainstay-bench-'));
    return {
      url: `sqlite:${folder}/catalog.db`,
      leave: () => rm(folder, { recursive: true }),
      empty: true,
    };
  }
  const server = await connectTo(values.server);
  const database = await createDatabase(server, values.server, 'catalog');
  const leave = async () => {
    await database.drop();
    await server.end();
  };
  return { url: database.url, leave, empty: true };
}

/** Reads rows of the database, whichever it is. */
async function reader(url) {
  if (!url.startsWith('sqlite:')) {
    const connection = await connectTo(url);
    return {
      connection,
      rows: async (sql) => (await connection.query(sql))[0],
      close: () => connection.end(),
    };
  }
  const connection = openFile(url);
  return {
    connection,
    rows: (sql) => Promise.resolve(connection.prepare(sql).all()),
    close: () => connection.close(),
  };
}

/** The cursor of page 10,000, as the page before ends with it, and the first row that this page must have. */
async function jump(rows, sort) {
  const { column, direction } = sorts[sort];
  const [last, first] = await rows(
    `SELECT id, ${column} AS value FROM catalog_products WHERE status = 'active'
     ORDER BY ${column} ${direction}, id ${direction} LIMIT 2 OFFSET ${(farPage - 1) * limit - 1}`,
  );
  const isTime = column === 'created_at';
  const value = isTime ? new Date(last.value instanceof Date ? last.value : `${last.value}Z`) : last.value;
  const cursor = JSON.stringify({ sort, value, id: last.id });
  return { cursor: Buffer.from(cursor).toString('base64url'), first: first.id };
}

async function measure(url, { rows }) {
  const server = await startServer('dist/src/main.js', {
    environment: { ...mainstayEnvironment(url), CACHE: values.cache },
  });
  try {
    const api = `${server.url}/api/v1/products`;
    const some = await rows('SELECT id, slug FROM catalog_products LIMIT 50 OFFSET 1000');
    const one = { [lookup]: some.map(({ id }) => `${api}/${id}`) };
    const lists = {
      ...one,
      'GET /products/by-slug/{slug}': some.map(({ slug }) => `${api}/by-slug/${slug}`),
    };
    const searches = { ...one };
    for (const sort of Object.keys(sorts)) {
      const list = `${api}?limit=${limit}&sort=${sort}`;
      const { cursor, first } = await jump(rows, sort);
      const far = `${list}&cursor=${cursor}`;
      const { body } = await request(far);
      if (body.data[0].id !== first) throw new Error(`This is not page ${farPage} by ${sort}`);
      lists[`page 1 by ${sort}`] = [list];
      lists[`page ${farPage} by ${sort}`] = [far];
    }
    const found = {};
    for (const [kind, list] of Object.entries(words)) {
      const { body } = await request(`${api}?limit=1&count=true&q=${list[0]}`);
      found[kind] = body.page.total;
      searches[`q: ${kind} word`] = list.map((word) => `${api}?limit=${limit}&q=${word}`);
      searches[`q: ${kind} word in a category`] = list.map(
        (word) => `${api}?limit=${limit}&q=${word}&category=kitchen`,
      );
    }
    searches['q: common and middling word'] = words.middling.map(
      (word, index) => `${api}?limit=${limit}&q=${words.common[index]}+${word}`,
    );
    searches['q: word that is nowhere'] = [`${api}?limit=${limit}&q=zyzzyva`];
    const rounds = Number(values.rounds);
    return {
      found,
      // Apart: a search that reads much takes the pages of others out of the database's memory.
      tables: [await takeTurns(lists, rounds, patience), await takeTurns(searches, rounds, patience)],
    };
  } finally {
    hangUp();
    await server.stop();
  }
}

function print({ found, tables }) {
  for (const results of tables) {
    const line = ([title, { median, p99 }]) => {
      const isFar = title.startsWith('page') && !title.startsWith('page 1 ');
      const base = results.get(isFar ? title.replace(String(farPage), '1') : lookup).median;
      const against = isFar
        ? `${((median / base - 1) * 100).toFixed(0)} % over page 1`
        : (median / base).toFixed(1);
      return [title, `${median.toFixed(1)} ms`, `${p99.toFixed(1)} ms`, against];
    };
    console.log(
      table([
        ['request', 'median', 'p99', 'against reading one product, or page 1'],
        ...[...results].map(line),
      ]),
    );
    console.log(`\nRequests of each: ${[...results.values()][0].count}\n`);
  }
  const counts = Object.entries(found).map(([kind, count]) => `${kind} ${count.toLocaleString('en')}`);
  console.log(`Products with the first word of each kind: ${counts.join(', ')}`);
}

if (values.database === undefined && !values.sqlite) await (await connectTo(values.server)).end();
build();
const database = await prepare();
try {
  if (database.empty) migrate(database.url);
  const access = await reader(database.url);
  try {
    const begun = performance.now();
    if (database.empty) await fill(access.connection, Number(values.products));
    const seconds = ((performance.now() - begun) / 1_000).toFixed(0);
    const [{ n }] = await access.rows('SELECT COUNT(*) AS n FROM catalog_products');
    console.log(
      `Node ${nodeVersion()}, ${cpus().length} × ${cpus()[0].model.trim()}, ${database.url.split(':')[0]}, ` +
        `${n.toLocaleString('en')} products${database.empty ? ` loaded in ${seconds} s` : ''}\n`,
    );
    print(await measure(database.url, access));
  } finally {
    await access.close();
  }
} finally {
  await database.leave();
}
