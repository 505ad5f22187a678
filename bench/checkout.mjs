/**
 * Orders per second and latency of `POST /api/v1/orders`, beside a program that was written by hand with Fastify and mysql2
 * and runs the same statements (bench/checkout/by-hand.mjs).
 *
 *   node bench/checkout.mjs [--server mysql://root@127.0.0.1:3306/] [--rounds 5] [--seconds 6] [--buyers 16]
 *                           [--only '5000 SKUs'] [--pin] [--json <file>]
 *
 * `--only` measures one of the two scenarios, `--pin` gives the servers one core and the buyers another one, and `--json`
 * also writes the figures to a file, for bench/run.mjs.
 *
 * Makes databases of its own on the server and drops them. The programs take turns; the one that waits is suspended. First
 * it counts the statements of both and refuses to go on when they differ; at the end it checks the books of both. Exit
 * code: 0 when all was measured and the books are right, 1 when not, 3 when no server answers.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { faults, isBusy, stockUp } from './checkout/books.mjs';
import { countStatements, differences, total } from './checkout/statements.mjs';
import { connectTo, createDatabase } from './support/database.mjs';
import {
  build,
  mainstayEnvironment,
  migrate,
  nodeVersion,
  runScript,
  startServer,
} from './support/processes.mjs';
import { median, quantile, table } from './support/statistics.mjs';

const { values } = parseArgs({
  options: {
    server: { type: 'string', default: 'mysql://root@127.0.0.1:3306/' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '6' },
    buyers: { type: 'string', default: '16' },
    only: { type: 'string' },
    pin: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const skus = 5_000;
const all = { [`${skus} SKUs`]: skus, 'one hot SKU': 1 };
const scenarios = Object.entries(all).filter(([title]) => (values.only ?? title) === title);
if (scenarios.length === 0) throw new Error(`--only is one of: ${Object.keys(all).join(', ')}`);
/** The cores of servers and buyers. */
const cores = values.pin ? { server: 0, buyers: 1 } : {};
/** What an order needs. Mails about it are not measured: the program by hand sends none. */
const services = 'identity,catalog,inventory,orders,payments';
const programs = {
  Mainstay: (databaseUrl, nodeOptions, environment) =>
    startServer('dist/src/main.js', {
      core: cores.server,
      nodeOptions,
      environment: { ...mainstayEnvironment(databaseUrl), SERVICES: services, ...environment },
    }),
  'by hand': (databaseUrl, nodeOptions, environment) =>
    startServer('bench/checkout/by-hand.mjs', {
      core: cores.server,
      nodeOptions,
      environment: { DATABASE_URL: databaseUrl, ...environment },
    }),
};

const server = await connectTo(values.server);
build();

/** Does the work with a new database for each program, and drops them. */
async function withDatabases(work) {
  const databases = [];
  try {
    for (const name of Object.keys(programs)) {
      const database = await createDatabase(server, values.server, 'checkout');
      const connection = await connectTo(database.url);
      databases.push({ ...database, connection });
      migrate(database.url);
      await stockUp(connection, skus);
      databases.at(-1).start = (nodeOptions, environment) =>
        programs[name](database.url, nodeOptions, environment);
    }
    return await work(databases);
  } finally {
    for (const { connection, drop } of databases) {
      await connection.end();
      await drop();
    }
  }
}

async function settled(connection) {
  while (await isBusy(connection)) await setTimeout(20);
}

/** One turn of a program: what became due while it slept, then the load, measured with everything that is due after it. */
async function turn({ process, connection }, seconds, skuCount, seed) {
  process.resume();
  await settled(connection);
  const used = process.processorTime();
  const args = [process.url, seconds, values.buyers, skuCount, seed].map(String);
  const { statuses, elapsed, latencies } = await runScript('bench/checkout/load.mjs', args, {
    core: cores.buyers,
  });
  const loaded = performance.now();
  await settled(connection);
  const rest = performance.now() - loaded;
  process.pause();
  const { 201: orders = 0, ...others } = statuses;
  if (Object.keys(others).length > 0) console.log('Other answers:', others);
  return {
    orders,
    processor: (process.processorTime() - used) / orders,
    answered: (orders * 1_000) / elapsed,
    complete: (orders * 1_000) / (elapsed + rest),
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  };
}

async function measure(title, skuCount, contestants) {
  for (const contestant of contestants) contestant.results = [];
  for (let round = 0; round <= Number(values.rounds); round += 1)
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const result = await turn(contestant, Number(values.seconds), skuCount, round + 1);
      contestant.orders += result.orders;
      // The first round warms up.
      if (round > 0) contestant.results.push(result);
    }
  const middle = ({ results }, key) => median(results.map((result) => result[key]));
  const row = (heading, key, unit, digits = 0) => {
    const [ours, theirs] = contestants.map((contestant) => middle(contestant, key));
    return [
      heading,
      `${ours.toFixed(digits)}${unit}`,
      `${theirs.toFixed(digits)}${unit}`,
      (ours / theirs).toFixed(2),
    ];
  };
  console.log(`\n${title}\n`);
  console.log(
    table([
      ['measure', ...Object.keys(programs), 'ratio'],
      row('orders per second', 'answered', ''),
      row('orders per second, with the work due after them', 'complete', ''),
      row('latency, median', 'p50', ' ms'),
      row('latency, p99', 'p99', ' ms'),
      row('processor time of the process per order', 'processor', ' ms', 1),
    ]),
  );
  const rounds = contestants.map(({ results }) =>
    results.map(({ answered }) => answered.toFixed(0)).join(' '),
  );
  console.log(`\nRounds, orders per second: Mainstay ${rounds[0]}; by hand ${rounds[1]}`);
  const [ours, theirs] = contestants.map(({ results, process: program }) => {
    const rates = results.map(({ answered }) => answered);
    return {
      perSecond: median(rates),
      least: Math.min(...rates),
      most: Math.max(...rates),
      p50: middle({ results }, 'p50'),
      p99: middle({ results }, 'p99'),
      processor: middle({ results }, 'processor') * 1_000,
      memory: program.memory(),
    };
  });
  return { title, ours, theirs };
}

const [[{ version }]] = await server.query('SELECT VERSION() AS version');
console.log(
  `Node ${nodeVersion()}, ${cpus().length} × ${cpus()[0].model.trim()}, ${version}, ` +
    `${values.rounds} rounds of ${values.seconds} s, ${values.buyers} buyers`,
);

let failed = false;
await withDatabases(async (databases) => {
  const counts = await Promise.all(databases.map(({ start }) => countStatements(start)));
  console.log(
    `Statements per order: Mainstay ${total(counts[0]).toFixed(1)}, by hand ${total(counts[1]).toFixed(1)}`,
  );
  for (const { kind, one, other } of differences(...counts)) {
    failed = true;
    console.error(`*** ${kind}: Mainstay ${one}, by hand ${other} ***`);
  }
});
if (failed)
  console.error('The programs do not run the same statements: the figures below compare different things.');

await withDatabases(async (databases) => {
  const contestants = [];
  try {
    for (const database of databases) {
      const process = await database.start();
      process.pause();
      contestants.push({ process, connection: database.connection, orders: 0 });
    }
    const figures = [];
    for (const [title, skuCount] of scenarios) figures.push(await measure(title, skuCount, contestants));
    if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(figures));
    console.log('');
    for (const [index, { connection, orders }] of contestants.entries()) {
      const found = await faults(connection, orders);
      console.log(
        `${Object.keys(programs)[index]}: ${orders} orders, ${found.length === 0 ? 'the books are right' : found.join('; ')}`,
      );
      failed ||= found.length > 0;
    }
  } finally {
    for (const { process } of contestants) await process.stop();
  }
});
await server.end();
process.exitCode = failed ? 1 : 0;
