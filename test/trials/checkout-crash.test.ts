import { rm } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Semaphore } from 'async-mutex';
import { newId } from '../../src/kernel/ids.js';
import { startChild, startCommand } from '../support/child-process.js';
import type { Loose } from '../support/client.js';
import { createTestDatabase, databaseKind, type TestDatabase } from '../support/database.js';
import { type ServerProcess, startServer } from '../support/server-process.js';
import { shippingAddress } from '../support/shipping-address.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import { fullTrials, seededRandom } from '../support/trials.js';
import { until } from '../support/until.js';

const crashPoints = new URL('../support/crash-points.mjs', import.meta.url).href;
const admin = { email: 'admin@example.com', password: 'correct horse battery staple' };
const stock = 50;
/** How long after a restart everything must be settled, in milliseconds. */
const patience = 60_000;

/** A start takes a processor for itself. */
const starting = new Semaphore(2);

const stripe = startChild('stripe-process.ts');
await until('the provider listens', () => /stripe at \S+/.test(stripe.output()));
const stripeUrl = /stripe at (\S+)/.exec(stripe.output())?.[1] ?? '';
afterAll(async () => {
  stripe.process.kill('SIGKILL');
  await stripe.ended;
});

/** A shop whose process may die; what it keeps and what its provider keeps outlive it. */
class MortalShop {
  private server?: ServerProcess;
  private token?: string;
  url = '';

  private constructor(
    private readonly database: TestDatabase,
    private readonly folder: string,
  ) {}

  static async open(): Promise<MortalShop> {
    return new MortalShop(await createTestDatabase(), makeTemporaryFolder('crash'));
  }

  private get environment() {
    return {
      DATABASE_URL: this.database.url,
      RATE_LIMIT: 'off',
      PAYMENT_PROVIDER: 'stripe',
      STRIPE_SECRET_KEY: 'sk_test_trial',
      STRIPE_WEBHOOK_SECRET: 'whsec_trial',
      STRIPE_API_BASE: stripeUrl,
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      ENCRYPTION_KEYS: Buffer.alloc(32, 'tests').toString('base64'),
    };
  }

  async start(crashAt = 'never'): Promise<void> {
    const crash = { CRASH_AT: crashAt, NODE_OPTIONS: `--import ${crashPoints}` };
    await starting.runExclusive(async () => {
      this.server = startServer(this.folder, { ...this.environment, ...crash });
      this.url = await this.server.url;
    });
  }

  /** Puts the stock of one product up for sale. */
  async stockUp(): Promise<void> {
    this.token = (await this.ask('POST', 'auth/login', admin)).accessToken;
    const variant = { sku: 'TRIAL', price: { amount: 1_000, currency: 'EUR' }, onHand: stock };
    await this.ask('POST', 'products', { title: 'A trial', status: 'active', variants: [variant] });
  }

  /** From now on the process dies at the point that it was started with. */
  async arm(): Promise<void> {
    this.server?.kill('SIGUSR2');
    await until('the server is armed', () => /^armed$/m.test(this.server?.output() ?? ''));
  }

  /** Resolves when the process has died, by itself or by force. */
  async death(force = false): Promise<void> {
    if (force) this.server?.kill('SIGKILL');
    await this.server?.ended;
  }

  /** What is left of the product. */
  async stock(): Promise<Loose> {
    return this.ask('GET', 'inventory/TRIAL');
  }

  /** What an operator's `shop check` prints when the process is gone. */
  async check(): Promise<string> {
    await this.death(true);
    const command = startCommand(this.environment, 'shop', 'check');
    await command.ended;
    return command.output();
  }

  private async ask(method: string, path: string, body?: object): Promise<Loose> {
    const answer = await fetch(`${this.url}/api/v1/${path}`, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(this.token && { authorization: `Bearer ${this.token}` }),
      },
      body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  async close(): Promise<void> {
    await this.death(true);
    await this.database.drop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

interface Bought {
  readonly status: number;
  readonly body: Loose;
}

/** One request; undefined when the process died over it. */
async function send(url: string, key: string): Promise<Bought | undefined> {
  try {
    const answer = await fetch(`${url}/api/v1/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({
        items: [{ sku: 'TRIAL', quantity: 1 }],
        email: 'guest@example.com',
        shippingAddress,
        payment: { token: 'pm_card_visa' },
      }),
    });
    return { status: answer.status, body: await answer.json() };
  } catch {
    return undefined;
  }
}

/** Sends the same request with the same key until it is answered for good. */
async function insist(url: string, key: string, deadline: number): Promise<Bought> {
  for (;;) {
    const answer = await send(url, key);
    const isOpen = !answer || answer.status === 503 || answer.body.code === 'idempotency_in_progress';
    if (!isOpen) return answer;
    if (Date.now() > deadline) throw new Error(`No answer within ${patience} ms: ${JSON.stringify(answer)}`);
    await setTimeout(250);
  }
}

async function read(url: string, { id, orderToken }: Loose): Promise<Loose> {
  const answer = await fetch(`${url}/api/v1/orders/${id}`, { headers: { 'x-order-token': orderToken } });
  return answer.json();
}

/** What the provider has charged for an order. */
async function charges(orderId: string): Promise<Loose[]> {
  const books = (await (await fetch(`${stripeUrl}/books`)).json()) as Loose[];
  return books.filter(({ order }) => order === orderId);
}

/** After the restart: each buyer gets one confirmed order, paid once. @returns how long that took, in milliseconds */
async function expectTruth(shop: MortalShop, keys: readonly string[]): Promise<number> {
  const restarted = Date.now();
  const deadline = restarted + patience;
  const answers = await Promise.all(keys.map((key) => insist(shop.url, key, deadline)));
  for (const { status, body } of answers) {
    expect([status, body.status]).toEqual([201, 'confirmed']);
    await until(
      `order ${body.number} is paid`,
      async () => (await read(shop.url, body)).paymentStatus === 'captured',
      Math.max(1_000, deadline - Date.now()),
    );
    expect(await charges(body.id)).toMatchObject([{ status: 'succeeded', captured: 1_000, refunded: 0 }]);
  }
  const settled = Date.now() - restarted;
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(keys.length);
  for (const [index, key] of keys.entries()) expect(await send(shop.url, key)).toEqual(answers[index]);
  return settled;
}

/** In the end the stock is short by just what was sold, and everything adds up. */
async function expectBooks(shop: MortalShop, sold: number): Promise<void> {
  expect(await shop.stock()).toMatchObject({ onHand: stock - sold, held: 0 });
  expect(await shop.check()).toBe('The shop adds up\n');
}

/** Dies at each point in turn, over a checkout of its own, and starts again. @returns what it took to settle */
async function dieAtEach(some: readonly string[]): Promise<string[]> {
  const shop = await MortalShop.open();
  const times: string[] = [];
  try {
    await shop.start(some[0]);
    await shop.stockUp();
    for (const [index, point] of some.entries()) {
      const key = newId();
      await shop.arm();
      await send(shop.url, key);
      await shop.death();
      await shop.start(some[index + 1]);
      times.push(`${point} ${await expectTruth(shop, [key])} ms`);
    }
    await expectBooks(shop, some.length);
    return times;
  } finally {
    await shop.close();
  }
}

/** quote, hold, authorize, commit; then, by the event, find and capture. */
const steps = [1, 2, 3, 4, 5, 6];

/** Where it dies: before and after each step, in the short form one of the two by chance. */
function points(): string[] {
  if (fullTrials) return steps.flatMap((step) => [`before:${step}`, `after:${step}`]);
  const random = seededRandom('points of the crashes');
  return steps.map((step) => (random() < 0.5 ? `before:${step}` : `after:${step}`));
}

describe(`a process that dies over a checkout on ${databaseKind}`, () => {
  it.concurrent(
    'at any step leaves one order, one charge and one answer',
    async () => {
      const all = points();
      const shops = [0, 1, 2].map((shop) => all.filter((_point, index) => index % 3 === shop));
      const times = await Promise.all(shops.map(dieAtEach));
      console.info(`Settled after the restart: ${times.flat().join(', ')}`);
    },
    4 * patience,
  );

  it.concurrent.each(Array.from({ length: fullTrials ? 20 : 1 }, (_, run) => run + 1))(
    'at any moment leaves each of 20 buyers one order, one charge and one answer (run %i)',
    async () => {
      const random = seededRandom('moment of the crash');
      const shop = await MortalShop.open();
      try {
        const keys = Array.from({ length: 20 }, newId);
        await shop.start();
        await shop.stockUp();
        const sent = Promise.all(keys.map((key) => send(shop.url, key)));
        await setTimeout(20 + random() * 600);
        await shop.death(true);
        await sent;
        await shop.start();
        console.info(`Settled ${await expectTruth(shop, keys)} ms after the restart`);
        await expectBooks(shop, keys.length);
      } finally {
        await shop.close();
      }
    },
    4 * patience,
  );
});
