import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/ids.js';
import { InventoryModule } from '../../src/modules/inventory/inventory.module.js';
import { InventoryService } from '../../src/modules/inventory/inventory.service.js';
import { Ledger } from '../../src/modules/inventory/ledger.service.js';
import { EventsModule } from '../../src/platform/events/events.module.js';
import { type Child, startChild } from '../support/child-process.js';
import type { Loose } from '../support/client.js';
import { createTestDatabase, databaseKind, type TestDatabase } from '../support/database.js';
import { startPlatform } from '../support/platform.js';
import { type ServerProcess, startServer } from '../support/server-process.js';
import { shippingAddress } from '../support/shop.js';
import { fullTrials, seededRandom } from '../support/trials.js';
import { until } from '../support/until.js';

const script = new URL('../support/crashing-server-process.ts', import.meta.url);
const stock = 50;
/** How long after a restart everything must be settled, in milliseconds. */
const patience = 60_000;

let stripe: Child;
let stripeUrl: string;
beforeAll(async () => {
  stripe = startChild('stripe-process.ts');
  await until('the provider listens', () => /stripe at \S+/.test(stripe.output()));
  stripeUrl = /stripe at (\S+)/.exec(stripe.output())?.[1] ?? '';
});
afterAll(async () => {
  stripe.process.kill('SIGKILL');
  await stripe.ended;
});

/** A shop whose process may die; what it keeps and what its provider keeps outlive it. */
class MortalShop {
  private server?: ServerProcess;
  url = '';

  private constructor(
    private readonly database: TestDatabase,
    private readonly folder: string,
  ) {}

  static async open(): Promise<MortalShop> {
    const shop = new MortalShop(await createTestDatabase(), await mkdtemp(join(tmpdir(), 'mainstay-crash-')));
    await shop.withStock((inventory) =>
      inventory.receive({ sku: 'TRIAL', quantity: stock, reason: 'a trial', reference: 'first' }),
    );
    return shop;
  }

  async start(crashAt = 'never'): Promise<void> {
    const environment = {
      DATABASE_URL: this.database.url,
      CRASH_AT: crashAt,
      RATE_LIMIT: 'off',
      PAYMENT_PROVIDER: 'stripe',
      STRIPE_SECRET_KEY: 'sk_test_trial',
      STRIPE_WEBHOOK_SECRET: 'whsec_trial',
      STRIPE_API_BASE: stripeUrl,
    };
    this.server = startServer(this.folder, environment, script);
    this.url = await this.server.url;
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

  async withStock<T>(work: (inventory: InventoryService, ledger: Ledger) => Promise<T>): Promise<T> {
    const platform = await startPlatform(this.database.url, {
      migrate: true,
      modules: ['inventory'],
      imports: [EventsModule, InventoryModule],
      // Events of the shop are for the shop.
      relay: { poll: 3_600_000 },
    });
    try {
      return await work(platform.get(InventoryService), platform.get(Ledger));
    } finally {
      await platform.close();
    }
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

/** In the end the stock is short by just what was sold. */
async function expectBooks(shop: MortalShop, sold: number): Promise<void> {
  await shop.death(true);
  await shop.withStock(async (inventory, ledger) => {
    const { levels } = await inventory.levels({ skus: ['TRIAL'] });
    expect(levels).toMatchObject([{ onHand: stock - sold, held: 0 }]);
    expect(await ledger.check()).toEqual([]);
  });
}

/** Dies at each point in turn, over a checkout of its own, and starts again. @returns what it took to settle */
async function dieAtEach(some: readonly string[]): Promise<string[]> {
  const shop = await MortalShop.open();
  const times: string[] = [];
  try {
    await shop.start(some[0]);
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
  it(
    'at any step leaves one order, one charge and one answer',
    async () => {
      const all = points();
      const shops = steps.map((_step, shop) => all.filter((_point, index) => index % steps.length === shop));
      const times = await Promise.all(shops.map(dieAtEach));
      console.info(`Settled after the restart: ${times.flat().join(', ')}`);
    },
    4 * patience,
  );

  it.each(Array.from({ length: fullTrials ? 20 : 1 }, (_, run) => run + 1))(
    'at any moment leaves each of 20 buyers one order, one charge and one answer (run %i)',
    async () => {
      const random = seededRandom('moment of the crash');
      const shop = await MortalShop.open();
      try {
        const keys = Array.from({ length: 20 }, newId);
        await shop.start();
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
