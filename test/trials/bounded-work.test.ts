import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, databaseKind, type TestDatabase } from '../support/database.js';
import { median, quantile, ServerCost } from '../support/server-cost.js';
import { type ServerProcess, startServer } from '../support/server-process.js';
import { fullTrials, seededRandom } from '../support/trials.js';
import { Wire, type WireAnswer } from '../support/wire.js';
import {
  largeProduct,
  mayCost,
  type Sender,
  type Things,
  type WorstRequest,
  worstRequests,
} from '../support/worst-requests.js';

/*
 * The worst requests that are known, one after the other and many at once: what they cost the server, how much it answers, and
 * how long others wait meanwhile.
 */

const admin = { email: 'admin@example.com', password: 'correct horse battery staple' };
/** Bytes of an answer. */
const mayAnswer = 1_048_576;
const atOnce = 16;
/** How often each of the worst requests is sent one after the other, and in how many volleys. */
const repeats = fullTrials ? { alone: 20, volleys: 5 } : { alone: 3, volleys: 1 };
/** Milliseconds that a probe may wait on a machine where a plain list takes `usualUnit` of processor time. */
const probeMayWait = 100;
const usualUnit = 1.5;

let database: TestDatabase;
let server: ServerProcess;
let url: string;
let wire: Wire;
let others: Wire;
let cost: ServerCost;
let unit: number;
let things: Things;
const tokens = new Map<Sender, string>();
let sent = 0;

async function call(
  method: string,
  path: string,
  body?: object,
): Promise<{ id: string; accessToken: string }> {
  const answer = await wire.send(
    {
      method,
      path: `/api/v1/${path}`,
      actor: 'author',
      headers: body ? { 'content-type': 'application/json' } : {},
      ...(body && { body: JSON.stringify(body) }),
    },
    tokens.get('author'),
  );
  if (answer.status >= 300) throw new Error(`${method} ${path} → ${answer.status} ${answer.text}`);
  return JSON.parse(answer.text || '{}') as { id: string; accessToken: string };
}

const list = (from: Wire) => {
  sent += 1;
  return from.send({
    method: 'GET',
    path: `/api/v1/products?limit=20&minPrice=${sent}`,
    actor: 'stranger',
    headers: {},
  });
};

beforeAll(async () => {
  database = await createTestDatabase();
  server = startServer(database.folder, {
    DATABASE_URL: database.url,
    RATE_LIMIT: 'off',
    DEMO_DATA: 'true',
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    ENCRYPTION_KEYS: Buffer.alloc(32, 'tests').toString('base64'),
  });
  url = await server.url;
  [wire, others] = [new Wire(url), new Wire(url)];
  tokens.set('author', (await call('POST', 'auth/login', admin)).accessToken);
  const customer = { email: 'customer@example.com', password: admin.password };
  await call('POST', 'auth/register', { ...customer, name: 'Customer' });
  tokens.set('customer', (await call('POST', 'auth/login', customer)).accessToken);
  // Long texts of many different words: what is searched and listed.
  const random = seededRandom('Words of long posts');
  const word = (): string => Math.floor(random() * 36 ** 5).toString(36);
  const content = (): string => Array.from({ length: 33_000 }, word).join(' ');
  const postIds: string[] = [];
  for (let number = 0; number < 15; number += 1) {
    const { id } = await call('POST', 'posts', { title: `Long ${number}`, content: content() });
    await call('POST', `posts/${id}/publish`);
    postIds.push(id);
  }
  const price = { amount: 100, currency: 'EUR' };
  const product = await call('POST', 'products', { title: 'Worst', variants: [{ sku: 'WORST', price }] });
  // Cheap ones: the plain list does not hold them.
  for (let number = 0; number < 12; number += 1)
    await call('POST', 'products', { ...largeProduct(number), status: 'active' });
  const author = tokens.get('author') ?? '';
  tokens.set('author', tokens.get('customer') ?? '');
  const [postId = '', longPostId = ''] = postIds;
  const comment = await call('POST', `posts/${postId}/comments`, { content: 'Good to know.' });
  tokens.set('author', author);
  things = { postId, longPostId, commentId: comment.id, productId: product.id };

  for (let number = 0; number < 100; number += 1) await list(wire);
  cost = await ServerCost.of(url);
  const units: number[] = [];
  for (let batch = 0; batch < 10; batch += 1)
    units.push(
      (await cost.of(async () => {
        for (let number = 0; number < 20; number += 1) await list(wire);
      })) / 20,
    );
  unit = median(units);
});
afterAll(async () => {
  wire.close();
  others.close();
  server.kill('SIGKILL');
  await server.ended;
  await database.drop();
});

/** No answer within the time is status 0. */
async function attack({ make, sender }: WorstRequest): Promise<WireAnswer> {
  sent += 1;
  return wire
    .send({ ...make(sent, things), actor: sender }, tokens.get(sender))
    .catch((error: unknown) => ({ status: 0, type: null, text: String(error) }));
}

/** How long others waited while something went on, in milliseconds. */
interface Waits {
  readonly probes: number[];
  readonly reads: number[];
}

async function during(work: () => Promise<unknown>): Promise<Waits> {
  const waits: Waits = { probes: [], reads: [] };
  const over = new AbortController();
  const watch = async (into: number[], ask: () => Promise<WireAnswer>): Promise<void> => {
    while (!over.signal.aborted) {
      const begun = performance.now();
      await ask();
      into.push(performance.now() - begun);
    }
  };
  const watches = [
    watch(waits.probes, () => others.send({ method: 'GET', path: '/livez', actor: 'stranger', headers: {} })),
    watch(waits.reads, () => list(others)),
  ];
  await work();
  over.abort();
  await Promise.all(watches);
  return waits;
}

const volley = (one: () => Promise<unknown>) => async (): Promise<void> => {
  for (let number = 0; number < repeats.volleys; number += 1)
    await Promise.all(Array.from({ length: atOnce }, one));
};

/** What is sent many times at once: in the short form a few of the posts, each of which takes a third of a second. */
function manyAtOnce(): readonly WorstRequest[] {
  if (fullTrials) return worstRequests;
  const random = seededRandom('The worst requests at once');
  const isPost = ({ kind }: WorstRequest): boolean => kind.startsWith('a post of');
  const posts = worstRequests.filter(isPost).toSorted(() => random() - 0.5);
  return [...worstRequests.filter((worst) => !isPost(worst)), ...posts.slice(0, 2)];
}

describe(`The worst requests on ${databaseKind}`, () => {
  it('cost no more than their sender may cause, and get no endless answer', async () => {
    const rows: { kind: string; sender: Sender; units: number; bytes: number; status: number }[] = [];
    for (const worst of worstRequests) {
      const [costs, answers]: [number[], WireAnswer[]] = [[], []];
      for (let number = 0; number < repeats.alone; number += 1)
        costs.push(await cost.of(async () => answers.push(await attack(worst))));
      const bytes = Math.max(...answers.map(({ text }) => Buffer.byteLength(text)));
      // The least: what earlier requests have left to do is no fault of this one.
      rows.push({ ...worst, units: Math.min(...costs) / unit, bytes, status: answers[0]?.status ?? 0 });
    }
    const told = rows
      .toSorted((left, right) => right.units - left.units)
      .map(
        ({ kind, sender, units, bytes, status }) =>
          `${units.toFixed(1)} units, ${bytes} bytes, ${status}: ${kind} (${sender})`,
      );
    console.info([`A unit took ${unit.toFixed(2)} ms.`, ...told].join('\n'));
    expect(rows.filter(({ units, sender }) => units > mayCost[sender])).toEqual([]);
    expect(rows.filter(({ bytes }) => bytes > mayAnswer)).toEqual([]);
    expect(rows.filter(({ status }) => status === 0 || (status >= 500 && status !== 503))).toEqual([]);
  });

  it('do not keep others waiting', async () => {
    const slower = Math.max(1, unit / usualUnit);
    const usual = await during(async () => {
      for (let number = 0; number < 10; number += 1) await volley(() => list(wire))();
    });
    const usualWait = quantile(usual.reads, 0.99);
    const rows: { kind: string; probes: number; reads: number }[] = [];
    const all: Waits = { probes: [], reads: [] };
    for (const worst of manyAtOnce()) {
      const { probes, reads } = await during(volley(() => attack(worst)));
      rows.push({ kind: worst.kind, probes: quantile(probes, 0.99), reads: quantile(reads, 0.99) });
      all.probes.push(...probes);
      all.reads.push(...reads);
    }
    const [probes, reads] = [quantile(all.probes, 0.99), quantile(all.reads, 0.99)];
    const told = rows
      .toSorted((left, right) => right.probes - left.probes)
      .map((row) => `${row.probes.toFixed(0)} ms, ${row.reads.toFixed(0)} ms: ${row.kind}`);
    console.info(
      [
        `p99 of probes ${probes.toFixed(1)} ms, of reads ${reads.toFixed(1)} ms; of reads beside lists ${usualWait.toFixed(1)} ms. By kind:`,
        ...told.slice(0, 15),
      ].join('\n'),
    );
    expect(probes).toBeLessThan(probeMayWait * slower);
    expect(reads).toBeLessThan(3 * usualWait);
  });
});
