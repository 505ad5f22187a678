import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, databaseKind, type TestDatabase } from '../support/database.js';
import { type ServerProcess, startServer } from '../support/server-process.js';
import { fullTrials, seededRandom } from '../support/trials.js';

/*
 * Searches by strangers among long posts. Times are processor time of the server, in units of a plain list in the same run,
 * and what others wait meanwhile.
 */

const random = seededRandom('Searching among long posts');
const count = fullTrials ? 50 : 15;
const size = 199_000;
const password = 'correct horse battery staple';
const beginnings = 'the ket lin bow cla gla oak ash sto pla cup jar mug tra vas tow spo kni for boa'.split(
  ' ',
);
const words = Array.from(
  { length: 3_000 },
  (_, number) => `${beginnings[number % 20]}${number.toString(26)}`,
);

let database: TestDatabase;
let server: ServerProcess;
let url: string;

async function send(path: string, token?: string, body?: object): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

/** A long text in which every word of a search begins many words. */
function text(): string {
  const parts: string[] = [];
  for (let length = 0; length < size - 40; length += (parts.at(-1)?.length ?? 0) + 1)
    parts.push(words[Math.floor(random() * words.length)] ?? '');
  return parts.join(' ').replaceAll(/(.{2000}) /g, '$1\n\n');
}

beforeAll(async () => {
  database = await createTestDatabase();
  const email = 'admin@example.com';
  server = startServer(database.folder, {
    DATABASE_URL: database.url,
    RATE_LIMIT: 'off',
    CACHE: 'off',
    ENCRYPTION_KEYS: Buffer.alloc(32, 'tests').toString('base64'),
    ADMIN_EMAIL: email,
    ADMIN_PASSWORD: password,
  });
  url = await server.url;
  const { accessToken } = (await (
    await send('/api/v1/auth/login', undefined, { email, password })
  ).json()) as {
    accessToken: string;
  };
  for (let number = 0; number < count; number += 1) {
    const written = await send('/api/v1/posts', accessToken, { title: `Long ${number}`, content: text() });
    const { id } = (await written.json()) as { id: string };
    expect((await send(`/api/v1/posts/${id}/publish`, accessToken, {})).status).toBe(200);
  }
}, 180_000);
afterAll(async () => {
  server.kill('SIGKILL');
  await server.ended;
  await database.drop();
}, 60_000);

/** Milliseconds of processor time that the server has taken. */
async function serverTime(): Promise<number> {
  const metrics = await (await send('/metrics')).text();
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(metrics)?.[1]) * 1_000;
}

const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((left, right) => left - right)[Math.floor((values.length - 1) * part)] ?? 0;

/** How long /livez takes, again and again while something else is done, in milliseconds. */
async function livezDuring(work: () => Promise<unknown>): Promise<number[]> {
  const end = new AbortController();
  const done = work().finally(() => end.abort());
  const times: number[] = [];
  while (!end.signal.aborted) {
    const started = performance.now();
    expect((await send('/livez')).status).toBe(200);
    times.push(performance.now() - started);
  }
  await done;
  return times;
}

describe(`searches of many words among long posts on ${databaseKind}`, () => {
  it('cost a few lists each, and keep nobody waiting', async () => {
    const queries = Array.from({ length: 12 }, (_, number) =>
      [...beginnings.slice(number), ...beginnings.slice(0, number)].join(' '),
    );
    // Letters begin nearly every word; two of them alone are not even in the index of MySQL.
    const letters = 't k l b c g o a s p j m v f t k l b c g'.split(' ');
    queries.push(
      letters.join(' '),
      letters.slice(6).join(' '),
      'th ke li bo cl gl oa as st pl cu ja mu tr va',
    );
    const list = () => send('/api/v1/products?limit=20');
    for (let number = 0; number < 200; number += 1) await list();
    const before = await serverTime();
    for (let number = 0; number < 200; number += 1) await list();
    const unit = ((await serverTime()) - before) / 200;

    const times: number[] = [];
    const search = async (query: string): Promise<number> => {
      const started = performance.now();
      const answer = await send(`/api/v1/posts?q=${encodeURIComponent(query)}`);
      await answer.arrayBuffer();
      times.push(performance.now() - started);
      return answer.status;
    };
    const inTurn = async (): Promise<void> => {
      for (const query of queries) expect(await search(query)).toBe(200);
    };
    await inTurn();
    const start = await serverTime();
    await inTurn();
    const units = ((await serverTime()) - start) / queries.length / unit;
    const alone = await livezDuring(inTurn);
    const together = await livezDuring(async () => {
      const statuses = await Promise.all([...queries, ...queries.slice(0, 4)].map(search));
      for (const status of statuses) expect([200, 503]).toContain(status);
    });
    expect((await send('/readyz')).status).toBe(200);
    console.info(
      `${count} posts of ${size} characters; a unit is ${unit.toFixed(2)} ms. A search costs ${units.toFixed(1)} units of the server, ` +
        `answers within ${Math.max(...times).toFixed(0)} ms; /livez p99 ${quantile(alone, 0.99).toFixed(0)} ms meanwhile, ` +
        `${quantile(together, 0.99).toFixed(0)} ms with 16 at once`,
    );
    expect(units).toBeLessThan(30);
    expect(Math.max(...times)).toBeLessThan(5_000);
    if (fullTrials) expect(quantile([...alone, ...together], 0.99)).toBeLessThan(100);
  }, 120_000);
});
