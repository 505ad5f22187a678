import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiDocument, type ApiOperation } from '../support/api-operations.js';
import { ApiWorld } from '../support/api-world.js';
import { startApp, type TestApp } from '../support/app.js';
import { type Attack, grown, makeExpensive, newAttack } from '../support/cost-fuzz.js';
import { fullTrials, seededRandom } from '../support/trials.js';
import { Wire } from '../support/wire.js';

/*
 * A search for requests that cost more than they may: what costs most among random attacks on an operation grows, and is
 * measured again. Times are processor time, in units of a plain list in the same run.
 */

const random = seededRandom('Searching for costly requests');
/** What a request may cost, in units of a plain list, by who sends it. */
const mayCost = { stranger: 30, customer: 60, admin: 300 } as const;
/** Bytes of an answer. */
const mayAnswer = 1_048_576;
/** How an operation is attacked in search of costs: so many attacks, of which the worst few grow, so many times. */
const costSearch = fullTrials ? { attacks: 60, worst: 8, rounds: 5 } : { attacks: 8, worst: 2, rounds: 3 };

let app: TestApp;
let api: ApiDocument;
let world: ApiWorld;
let wire: Wire;
beforeAll(async () => {
  app = await startApp();
  api = await ApiDocument.of(app.url);
  world = await ApiWorld.create(app, api);
  wire = new Wire(app.url);
});
afterAll(async () => {
  wire.close();
  await app.close();
});

type Tokens = Map<string, string>;

/** A new session: some operations end the one that they are called with. */
async function signIn(actor: Actor, tokens: Tokens): Promise<void> {
  if (actor !== 'stranger') tokens.set(actor, (await world.user(actor)).token ?? '');
}

type Actor = keyof typeof mayCost;

/** What an attack has cost. */
interface Cost {
  readonly operation: ApiOperation;
  readonly actor: Actor;
  readonly attack: Attack;
  readonly what: string;
  readonly units: number;
  readonly bytes: number;
  readonly status: number;
}

function told({ operation, actor, what, units, bytes, status }: Cost): string {
  return `${units.toFixed(1)} units, ${bytes} bytes: ${operation.name} as ${actor}, ${what} → ${status}`;
}

function actorsOf({ permission }: ApiOperation): Actor[] {
  return permission === undefined ? ['customer'] : ['admin'];
}

/** Milliseconds of processor time that this process takes for a request: server and client. */
async function processorTime(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** What a plain list takes that is made anew, in milliseconds: the median of many. */
async function unitOfCost(): Promise<number> {
  const times: number[] = [];
  for (let number = 0; number < 200; number += 1) {
    const path = `/api/v1/products?limit=20&minPrice=${number}`;
    const request = { method: 'GET', path, actor: 'stranger', headers: {} };
    times.push(await processorTime(() => wire.send(request)));
  }
  return times.toSorted((left, right) => left - right)[100] ?? 1;
}

/** Attacks an operation, and lets those attacks grow that cost most. @returns the worst of each round */
async function searchCosts(
  operation: ApiOperation,
  actor: Actor,
  unit: number,
  tokens: Tokens,
): Promise<Cost[]> {
  const [thing] = await world.thingsFor(operation);
  const measure = async (attack: Attack): Promise<Cost> => {
    let [lowest, status, bytes, what] = [Infinity, 0, 0, ''];
    // Garbage collection and what earlier requests have left to do are no fault of a request: the least of three counts.
    for (let attempt = 0; attempt < 3 && lowest > (mayCost[actor] * unit) / 2; attempt += 1) {
      const made = makeExpensive(api, operation, world.build(operation, thing), attack);
      const taken = await processorTime(async () => {
        const answer = await wire.send(made.request, tokens.get(actor));
        [status, bytes, what] = [answer.status, Buffer.byteLength(answer.text), made.what];
      });
      lowest = Math.min(lowest, taken);
    }
    if (status === 401) await signIn(actor, tokens);
    return { operation, actor, attack, what, units: lowest / unit, bytes, status };
  };
  const found: Cost[] = [];
  let attacks = Array.from({ length: costSearch.attacks }, () => newAttack(random));
  for (let round = 0; round < costSearch.rounds; round += 1) {
    const costs: Cost[] = [];
    for (const attack of attacks) costs.push(await measure(attack));
    const worst = costs.toSorted((left, right) => right.units - left.units).slice(0, costSearch.worst);
    found.push(...worst);
    attacks = worst.flatMap(({ attack }) => [grown(attack, random), grown(attack, random)]);
  }
  return found;
}

describe('a request', () => {
  it('costs no more than its sender may cause, and answers no more than fits', async () => {
    const tokens: Tokens = new Map();
    for (const actor of ['customer', 'admin'] as const) await signIn(actor, tokens);
    const unit = await unitOfCost();
    const found: Cost[] = [];
    for (const operation of api.operations)
      for (const actor of operation.public ? (['stranger', 'customer'] as const) : actorsOf(operation))
        found.push(...(await searchCosts(operation, actor, unit, tokens)));
    const worst = found.toSorted((left, right) => right.units - left.units);
    console.info(
      [`A unit took ${unit.toFixed(2)} ms. The worst requests:`, ...worst.slice(0, 10).map(told)].join('\n'),
    );
    expect(worst.filter(({ units, actor }) => units > mayCost[actor]).map(told)).toEqual([]);
    expect(found.filter(({ bytes }) => bytes > mayAnswer).map(told)).toEqual([]);
  });
});
