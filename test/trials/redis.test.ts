import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, databaseKind, type TestDatabase } from '../support/database.js';
import { hasRedis, RedisServer } from '../support/redis-server.js';
import { type ServerProcess, startServer } from '../support/server-process.js';
import { fullTrials } from '../support/trials.js';
import { until } from '../support/until.js';

if (!hasRedis) console.warn('*** SKIPPED: trials of Redis need the program redis-server ***');

const admin = { email: 'admin@example.com', password: 'correct horse battery staple' };
/** Milliseconds of load in each of three windows, in each state of Redis. */
const span = fullTrials ? 5_000 : 700;
/** What was promised, in milliseconds. */
const promised = { heard: 1_000, slower: 100, back: 5_000 };

let database: TestDatabase;
let redis: RedisServer;
const servers: ServerProcess[] = [];
const urls: string[] = [];
let token: string;

/** One answer: its status, where it came from, what it says and the milliseconds it took. */
async function ask(url: string) {
  const begun = performance.now();
  const answer = await fetch(url);
  const text = await answer.text();
  return {
    status: answer.status,
    state: answer.headers.get('x-cache'),
    text,
    time: performance.now() - begun,
  };
}

async function send(method: string, server: number, path: string, body: object) {
  const answer = await fetch(`${urls[server]}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path} → ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { id: string; accessToken: string };
}

/** Whether each process says that Redis answers. */
async function redisIsUp(): Promise<boolean[]> {
  return Promise.all(
    urls.map(async (url) => /^mainstay_cache_redis_up 1$/m.test((await ask(`${url}/metrics`)).text)),
  );
}

const allHaveRedis = (expected: boolean) => async () =>
  (await redisIsUp()).every((isUp) => isUp === expected);

/** Reads from both processes while one of them writes, three times: the middle one of the p99s, and every status that came. */
async function load() {
  const windows = [await loadOnce(), await loadOnce(), await loadOnce()];
  const sorted = windows.map(({ p99 }) => p99).sort((left, right) => left - right);
  return {
    p99: Number(sorted[1]),
    statuses: [...new Set(windows.flatMap(({ statuses }) => statuses))],
    count: windows.reduce((sum, { count }) => sum + count, 0),
  };
}

async function loadOnce() {
  const end = performance.now() + span;
  const times: number[] = [];
  const statuses = new Set<number>();
  const reader = async (number: number): Promise<void> => {
    for (let count = number; performance.now() < end; count += 1) {
      const { status, time: taken } = await ask(
        `${urls[count % 2]}/api/v1/products?limit=${1 + (count % 20)}`,
      );
      statuses.add(status);
      times.push(taken);
    }
  };
  const writer = async (): Promise<void> => {
    for (let count = 0; performance.now() < end; count += 1) {
      await send('PATCH', 0, `/api/v1/products/${product}`, { title: `Bowl ${count}` });
      await setTimeout(50);
    }
  };
  await Promise.all([reader(0), reader(1), reader(2), reader(3), writer()]);
  times.sort((left, right) => left - right);
  return { statuses: [...statuses], p99: times[Math.floor(times.length * 0.99)] ?? 0, count: times.length };
}

let product: string;
let titles = 0;

/**
 * Renames the product in one process; the milliseconds until the other shows it, from the answer on.
 * @param meanwhile happens when the other has kept the old name
 */
async function hearing(writer: number, meanwhile?: () => Promise<void>): Promise<number> {
  const path = `/api/v1/products/${product}`;
  const reader = `${urls[1 - writer]}${path}`;
  await until('the reader keeps it', async () => (await ask(reader)).state === 'HIT');
  await meanwhile?.();
  const title = `Title ${(titles += 1)}`;
  await send('PATCH', writer, path, { title });
  const own = await ask(`${urls[writer]}${path}`);
  if (!own.text.includes(title)) throw new Error('The process that wrote shows what was before');
  const written = performance.now();
  await until('the reader shows it', async () => (await ask(reader)).text.includes(title));
  return performance.now() - written;
}

(hasRedis ? describe : describe.skip)(`two processes with a Redis on ${databaseKind}`, () => {
  beforeAll(async () => {
    database = await createTestDatabase();
    redis = await RedisServer.reserve(database.folder);
    const environment = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      RATE_LIMIT: 'off',
      LOG_LEVEL: 'warn',
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      ENCRYPTION_KEYS: Buffer.alloc(32, 'tests').toString('base64'),
    };
    for (let number = 0; number < 2; number += 1) {
      const server = startServer(database.folder, environment);
      servers.push(server);
      urls.push(await server.url);
    }
    ({ accessToken: token } = await send('POST', 0, '/api/v1/auth/login', admin));
    for (let number = 0; number < 20; number += 1)
      ({ id: product } = await send('POST', 0, '/api/v1/products', {
        title: `Bowl ${number}`,
        status: 'active',
        variants: [{ sku: `BOWL-${number}`, price: { amount: 900, currency: 'EUR' } }],
      }));
  });
  afterAll(async () => {
    for (const server of servers) server.kill('SIGKILL');
    await Promise.all(servers.map(({ ended }) => ended));
    await redis?.signal('SIGKILL');
    await database?.drop();
  });

  it('start without it, serve without it, and hear of each other within a second', async () => {
    expect(await redisIsUp()).toEqual([false, false]);
    for (let time = 0; time < 4; time += 1) expect(await hearing(time % 2)).toBeLessThan(promised.heard);
  });

  it('find it once it is there', async () => {
    const begun = performance.now();
    await redis.start();
    await until('both use it', allHaveRedis(true));
    expect(performance.now() - begun).toBeLessThan(promised.back);
  });

  it('make an answer once for both', async () => {
    for (let round = 0; round < 5; round += 1) {
      await send('PATCH', 0, `/api/v1/products/${product}`, { title: `Round ${round}` });
      await setTimeout(20);
      const answers = await Promise.all(
        Array.from({ length: 60 }, (_, number) => ask(`${urls[number % 2]}/api/v1/products?limit=20`)),
      );
      expect(answers.filter(({ state }) => state === 'MISS')).toHaveLength(1);
      expect(answers.every(({ text }) => text.includes(`Round ${round}`))).toBe(true);
    }
  });

  it('hear of each other within a second', async () => {
    const times: number[] = [];
    for (let time = 0; time < (fullTrials ? 100 : 20); time += 1) times.push(await hearing(time % 2));
    console.info(`A change was seen in the other process after ${Math.max(...times).toFixed(0)} ms at most`);
    expect(Math.max(...times)).toBeLessThan(promised.heard);
  });

  it.each([
    ['killed', 'SIGKILL' as const, () => redis.start()],
    ['frozen', 'SIGSTOP' as const, () => redis.signal('SIGCONT')],
  ])(
    'answer every request while it is %s, hardly later than before, and use it again',
    async (_what, signal, restore) => {
      const normal = await load();
      await redis.signal(signal);
      const away = await load();
      expect(await redisIsUp()).toEqual([false, false]);
      for (let time = 0; time < 4; time += 1) expect(await hearing(time % 2)).toBeLessThan(promised.heard);
      const begun = performance.now();
      await restore();
      await until('both use it', allHaveRedis(true));
      const back = performance.now() - begun;
      const after = await load();
      console.info(
        `p99 ${normal.p99.toFixed(1)} ms, away ${away.p99.toFixed(1)} ms, after ${after.p99.toFixed(1)} ms; ` +
          `back after ${back.toFixed(0)} ms; ${normal.count + away.count + after.count} requests`,
      );
      for (const { statuses } of [normal, away, after]) expect(statuses).toEqual([200]);
      expect(away.p99).toBeLessThan(normal.p99 + promised.slower);
      expect(after.p99).toBeLessThan(normal.p99 + promised.slower);
      expect(back).toBeLessThan(promised.back);
      expect(await hearing(0)).toBeLessThan(promised.heard);
    },
  );

  it('hear of each other within a second of the moment at which it freezes, also when nobody asks it anything', async () => {
    expect(await hearing(0, () => redis.signal('SIGSTOP'))).toBeLessThan(promised.heard);
    await redis.signal('SIGCONT');
    await until('both use it', allHaveRedis(true));
  });

  it('make anew what may have changed while their connection was broken', async () => {
    const paths = urls.map((url) => `${url}/api/v1/products/${product}`);
    for (const path of paths) await until('it is kept', async () => (await ask(path)).state === 'HIT');
    await redis.with(async (client) => {
      const marks = Object.fromEntries(Array.from({ length: 1_024 }, (_, slot) => [slot, 'unheard of']));
      await client.hSet('mainstay:cache:marks', marks);
      await client.sendCommand(['CLIENT', 'KILL', 'SKIPME', 'yes', 'TYPE', 'normal']);
    });
    await until('both notice', allHaveRedis(false));
    await until('both use it', allHaveRedis(true));
    expect((await ask(String(paths[0]))).state).toBe('MISS');
  });

  it('show no old answer when it comes back without what it was told', async () => {
    const restart = async (): Promise<void> => {
      await redis.signal('SIGKILL');
      await redis.start();
    };
    expect(await hearing(0, restart)).toBeLessThan(promised.heard);
    await redis.signal('SIGKILL');
    await until('both notice', allHaveRedis(false));
    await send('PATCH', 0, `/api/v1/products/${product}`, { title: 'Written without Redis' });
    await redis.start();
    await until('both use it', allHaveRedis(true));
    for (const url of urls)
      expect((await ask(`${url}/api/v1/products/${product}`)).text).toContain('Written without Redis');
  });

  it('have not failed', () => {
    for (const server of servers) expect(server.output()).not.toMatch(/"level":"?(50|error)|ERROR/);
  });
});
