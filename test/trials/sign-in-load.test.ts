import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/ids.js';
import { createTestDatabase, databaseKind, type TestDatabase } from '../support/database.js';
import { type ServerProcess, startServer } from '../support/server-process.js';
import { fullTrials } from '../support/trials.js';

const password = 'correct horse battery staple';
/** Durations are compared with 500 pairs; a few are enough to compare the answers. */
const pairs = fullTrials ? 500 : 20;
/** How many sign-ins may wait for their turn. */
const queue = 200;

let database: TestDatabase;
let server: ServerProcess;
let url: string;
beforeAll(async () => {
  database = await createTestDatabase();
  server = startServer(database.folder, {
    DATABASE_URL: database.url,
    RATE_LIMIT: 'off',
    ENCRYPTION_KEYS: Buffer.alloc(32, 'tests').toString('base64'),
  });
  url = await server.url;
});
afterAll(async () => {
  server.kill('SIGKILL');
  await server.ended;
  await database.drop();
});

interface Timed {
  readonly status: number;
  readonly body: string;
  /** Milliseconds. */
  readonly took: number;
}

async function post(path: string, body: object): Promise<Timed> {
  const started = performance.now();
  const answer = await fetch(`${url}/api/v1/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': 'same' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.text(), took: performance.now() - started };
}

const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((left, right) => left - right)[Math.floor((values.length - 1) * part)] ?? 0;

describe(`known and unknown addresses on ${databaseKind}`, () => {
  it.each<[string, (email: string) => object]>([
    ['login', (email) => ({ email, password: 'a wrong password' })],
    ['register', (email) => ({ email, password, name: 'Somebody' })],
    ['password/forgot', (email) => ({ email })],
  ])('cannot be told apart at %s', async (path, bodyFor) => {
    // An account allows ten tries: each is used a few times only.
    const known = Array.from({ length: Math.ceil(pairs / 5) }, () => `${newId()}@example.com`);
    for (const email of known) await post('register', { email, password, name: 'Known' });
    const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
    for (let pair = 0; pair < pairs; pair += 1) {
      const email = known[pair % known.length] ?? '';
      // By chance: what the server still does after earlier requests then hits both alike.
      const order = Math.random() < 0.5 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
      const answers: Partial<Record<'known' | 'unknown', Timed>> = {};
      for (const which of order)
        answers[which] = await post(path, bodyFor(which === 'known' ? email : `${newId()}@example.com`));
      expect(answers.unknown?.status).toBe(answers.known?.status);
      expect(answers.unknown?.body).toBe(answers.known?.body);
      times.known.push(answers.known?.took ?? 0);
      times.unknown.push(answers.unknown?.took ?? 0);
    }
    const [one, other] = [quantile(times.known, 0.5), quantile(times.unknown, 0.5)];
    console.info(`${path}: known ${one.toFixed(2)} ms, unknown ${other.toFixed(2)} ms (medians of ${pairs})`);
    if (fullTrials) expect(Math.abs(one - other) / Math.max(one, other)).toBeLessThan(0.05);
  });
});

describe(`a crowd of sign-ins on ${databaseKind}`, () => {
  const signIns = (count: number): Promise<Timed[]> =>
    Promise.all(
      Array.from({ length: count }, () => post('login', { email: `${newId()}@example.com`, password })),
    );

  it('leaves other routes alone', async () => {
    const end = new AbortController();
    const crowd = signIns(queue).finally(() => end.abort());
    const times: number[] = [];
    while (!end.signal.aborted) {
      const started = performance.now();
      expect((await fetch(`${url}/api/v1/tags`)).status).toBe(200);
      times.push(performance.now() - started);
    }
    expect((await crowd).map(({ status }) => status)).toEqual(Array.from({ length: queue }, () => 401));
    console.info(
      `Another route meanwhile: p99 ${quantile(times, 0.99).toFixed(0)} ms of ${times.length} requests`,
    );
    if (fullTrials) expect(quantile(times, 0.99)).toBeLessThan(200);
  });

  it('waits in a bounded queue and is told 503 beyond it', async () => {
    // Many more than can be hashed while they arrive.
    const answers = await signIns(3 * queue);
    const refused = answers.filter(({ status }) => status === 503);
    const checked = answers.filter(({ status }) => status === 401);
    expect(refused.length).toBeGreaterThan(0);
    expect(checked.length).toBeGreaterThanOrEqual(queue);
    expect(refused.length + checked.length).toBe(answers.length);
    for (const { body } of refused) expect(body).toContain('sign_in_busy');
  });
});
