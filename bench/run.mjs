/**
 * How fast Mainstay is beside programs that were written by hand (bench/by-hand/), on the same databases in the same run.
 *
 *   npm run bench                                      writes docs/performance.md and docs/performance.svg
 *   npm run bench -- --products 1000000                with a million products and posts
 *   npm run bench -- --only 'one product, cached'      one scenario (may be repeated); prints alone
 *   npm run bench -- --soak 10                         memory in ten minutes of load
 *   npm run bench claims                               what an index, eager loading and the cache bring
 *
 * More options: --rounds 5, --seconds 4, --connections 32, --posts (as many as products), --server mysql://root@127.0.0.1:3306/.
 * It makes databases of its own and drops them. Exit code: 0 when all was measured, whether targets were reached or not, 1
 * when not all was, or two programs answer differently, 3 when there is no server or no wrk.
 */
import { parseArgs } from 'node:util';
import { measureClaims } from './claims/claims.mjs';
import { measureCheckout, placingOrders } from './comparison/checkout.mjs';
import { compete, DifferentAnswers } from './comparison/contest.mjs';
import { scenarios } from './comparison/scenarios.mjs';
import { makeFiles, makeShop } from './comparison/world.mjs';
import { requireWrk } from './load/wrk.mjs';
import { comparisonSection, costs, misses, rates } from './report/comparison.mjs';
import { machine, versions } from './report/machine.mjs';
import { writePicture, writeSection } from './report/page.mjs';
import { drawRatios } from './report/picture.mjs';
import { measureSoak } from './soak.mjs';
import { connectTo } from './support/database.mjs';
import { build } from './support/processes.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    server: { type: 'string', default: 'mysql://root@127.0.0.1:3306/' },
    products: { type: 'string' },
    posts: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    connections: { type: 'string', default: '32' },
    only: { type: 'string', multiple: true },
    soak: { type: 'string' },
  },
});
const mode = positionals[0] ?? (values.soak === undefined ? 'comparison' : 'soak');
const products = Number(values.products ?? (mode === 'claims' ? 100_000 : 10_000));
const posts = Number(values.posts ?? (mode === 'claims' ? 10_000 : products));
const options = {
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
  connections: Number(values.connections),
};

/** The scenarios that are asked for. */
function chosen() {
  const all = [...scenarios, placingOrders];
  const titles = all.map(({ title }) => title);
  const unknown = (values.only ?? []).filter((title) => !titles.includes(title));
  if (unknown.length > 0)
    throw new Error(`There is no scenario ${unknown.join(', ')}; there are:\n${titles.join('\n')}`);
  return all.filter(({ title }) => values.only === undefined || values.only.includes(title));
}

/** Does the work with a filled database on the server and with files, as far as they are needed. */
async function withDatabases({ shop, files }, work) {
  const worlds = {};
  try {
    console.log(`Filling: ${products.toLocaleString('en')} products, ${posts.toLocaleString('en')} posts`);
    if (shop) worlds.shop = await makeShop(values.server, { products, posts });
    if (files) worlds.files = await makeFiles(products);
    return await work(worlds);
  } finally {
    worlds.files?.drop();
    await worlds.shop?.drop();
  }
}

function announce(scenario, result) {
  const { ratio, processorRatio, p99Ratio } = result;
  console.log(
    `${scenario.title}: ${ratio.toFixed(2)} of the requests (target ${scenario.target}), ${processorRatio.toFixed(2)} ` +
      `by processor time, p99 × ${p99Ratio.toFixed(2)}`,
  );
  for (const fault of misses({ ...scenario, ...result })) console.log(`  missed: ${fault}`);
  return { ...scenario, ...result };
}

async function measureScenarios() {
  const asked = chosen();
  const read = asked.filter((scenario) => scenario !== placingOrders);
  const needed = {
    shop: read.some(({ embedded = false }) => !embedded),
    files: read.some(({ embedded = false }) => embedded),
  };
  const results = [];
  let serverVersion;
  if (read.length > 0)
    await withDatabases(needed, async (worlds) => {
      serverVersion = worlds.shop?.version;
      for (const scenario of read) results.push(announce(scenario, await compete(scenario, worlds, options)));
    });
  if (asked.includes(placingOrders))
    results.push(announce(placingOrders, await measureCheckout(values.server, options)));
  console.log(`\n${rates(results)}\n\n${costs(results)}`);
  if (values.only !== undefined) return;
  writePicture(drawRatios(results));
  await writeSection('bench', comparisonSection(results, { ...options, products, posts, serverVersion }));
}

// The first Ctrl-C reaches the servers as well, which ends what is measured; the databases are dropped then.
process.once('SIGINT', () => console.error('Ending'));
const server = await connectTo(values.server);
const [[{ version }]] = await server.query('SELECT VERSION() AS version');
await server.end();
requireWrk();
build();
console.log(`${machine()}\n${versions(version)}\n`);
const work = {
  comparison: measureScenarios,
  soak: () =>
    withDatabases({ shop: true }, ({ shop }) => measureSoak(shop, Number(values.soak), options.connections)),
  claims: () => measureClaims(values.server, { products, posts, ...options }),
}[mode];
if (work === undefined) throw new Error(`There is no ${mode}: leave it out, or say claims`);
try {
  await work();
} catch (error) {
  if (!(error instanceof DifferentAnswers)) throw error;
  console.error(`\n*** ${error.message} ***`);
  process.exitCode = 1;
}
