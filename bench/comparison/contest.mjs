/** Two programs take turns under the same load, after it is sure that they answer the same. */
import { setTimeout } from 'node:timers/promises';
import { load } from '../load/wrk.mjs';
import { median } from '../support/statistics.mjs';
import { ask, averageBytes, compare } from './answers.mjs';
import { startMainstay } from './rivals.mjs';

/** The programs do not answer the same. */
export class DifferentAnswers extends Error {}

/** How long an access token is good for, in seconds, with a margin. */
const tokenLifetime = 540;
/** Rounds that do not count: V8 goes on compiling what runs often for more than ten seconds of load. */
const warmUp = 3;
/** Milliseconds for what became due while a program slept. */
const pause = 300;

/** One round of one program; the other one sleeps. */
async function turn({ server, ...target }, options) {
  server.resume();
  await setTimeout(pause);
  const before = server.processorTime();
  try {
    const result = await load({ ...target, url: server.url }, options);
    const used = server.processorTime() - before;
    return { ...result, processor: (used * 1_000) / result.requests, memory: server.memory() };
  } finally {
    server.pause();
  }
}

/** The median of the rounds for each figure, and for requests per second how far they spread. */
function summarize(results) {
  const of = (key) => results.map((result) => result[key]);
  const rates = of('perSecond');
  return {
    perSecond: median(rates),
    least: Math.min(...rates),
    most: Math.max(...rates),
    p50: median(of('p50')),
    p99: median(of('p99')),
    processor: median(of('processor')),
    memory: median(of('memory')),
  };
}

/**
 * Interleaved rounds: who begins changes from one to the next, and the first ones are a warm-up.
 * @param contestants each with its server and what it is asked for
 * @param options `rounds`, `seconds` of each, `connections`
 * @returns for each contestant the medians, in the same order
 */
export async function takeTurns(contestants, options) {
  const results = contestants.map(() => []);
  for (const { server } of contestants) server.pause();
  for (let round = 1 - warmUp; round <= options.rounds; round += 1) {
    const order = [...contestants.keys()];
    for (const index of round % 2 === 0 ? order : order.toReversed()) {
      const result = await turn(contestants[index], options);
      if (round > 0) results[index].push(result);
    }
  }
  return results.map(summarize);
}

/** @throws DifferentAnswers */
async function requireSame({ status = 200, cached = false }, ours, theirs) {
  const pairs = ours.paths.slice(0, 20).map((path, index) => [path, theirs.paths[index]]);
  const found = await compare(ours, theirs, pairs, { nextPages: !cached });
  if (status === 304) {
    const whole = await compare({ url: ours.url }, { url: theirs.url }, pairs);
    found.faults.push(...whole.faults);
  }
  for (const side of [ours, theirs])
    for (const path of side.paths) {
      const { status: given } = await ask(side, path);
      if (given !== status) found.faults.push(`GET ${path}: status ${given} instead of ${status}`);
    }
  if (found.faults.length > 0)
    throw new DifferentAnswers(`Mainstay and the program by hand differ: ${found.faults.join('; ')}`);
  // A file server has no word for what an API tells caches.
  if (status === 304) return;
  for (const remark of found.remarks) console.log(`  headers differ, Mainstay and by hand: ${remark}`);
}

/**
 * Measures one scenario.
 * @param worlds the databases: `shop` on the server, and `files` of the embedded one
 * @returns the medians of both, their ratios, and whether the cache served what it should
 * @throws DifferentAnswers
 */
export async function compete(scenario, worlds, options) {
  if (scenario.headers && (options.rounds + 1) * 2 * (options.seconds + 1) > tokenLifetime)
    throw new Error('An access token is good for ten minutes: take fewer or shorter rounds');
  const [url, copy] = scenario.embedded ? worlds.files.urls : [worlds.shop.url];
  const world = { ...worlds.shop, url, copy };
  const closing = [];
  try {
    const server = await startMainstay(url, scenario.cached ? 'on' : 'off');
    closing.push(() => server.stop());
    const ours = { server, url: server.url, paths: scenario.paths(world), headers: {} };
    if (scenario.headers) ours.headers = await scenario.headers(server.url);
    const rival = await scenario.rival({ world, ours });
    closing.push(() => rival.server.stop(), rival.clean ?? (() => {}));
    const theirs = { paths: ours.paths, headers: ours.headers, ...rival, url: rival.server.url };
    await requireSame(scenario, ours, theirs);
    const hit = !scenario.cached || (await isHit(ours));
    if (!hit) console.log('  *** not served from the cache: there is no X-Cache: HIT ***');
    for (const side of [ours, theirs]) side.bytes = await averageBytes(side);
    const [mine, their] = await takeTurns([ours, theirs], options);
    return { ours: mine, theirs: their, ...ratios(mine, their), hit };
  } finally {
    for (const close of closing) await close();
  }
}

async function isHit({ url, paths }) {
  return (await ask({ url }, paths[0])).headers['x-cache'] === 'HIT';
}

/** Requests per second and processor time: above 1 Mainstay is faster. p99: above 1 it is slower. */
export function ratios(ours, theirs) {
  return {
    ratio: ours.perSecond / theirs.perSecond,
    processorRatio: theirs.processor / ours.processor,
    p99Ratio: ours.p99 / theirs.p99,
  };
}
