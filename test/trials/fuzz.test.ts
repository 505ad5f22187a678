import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { roles } from '../../src/modules/identity/roles.js';
import { RequestMaker, toCurl, type WireRequest } from '../support/api-fuzz.js';
import { ApiDocument, type ApiOperation } from '../support/api-operations.js';
import { ApiWorld } from '../support/api-world.js';
import { startApp, type TestApp } from '../support/app.js';
import { fullTrials, seededRandom } from '../support/trials.js';
import { Wire } from '../support/wire.js';

/*
 * Requests made from the OpenAPI document: valid, nearly valid and hostile ones, as everybody. Whatever comes, every answer
 * is documented, nothing is an error of ours, and the server goes on. A new route is in it as soon as it is in the document.
 */

const requestsPerOperation = fullTrials ? 2_000 : 100;
const seed = Math.floor(seededRandom('Fuzzing the API')() * 2 ** 31);

let app: TestApp;
let api: ApiDocument;
let world: ApiWorld;
let wire: Wire;
/** Tokens by the name of who calls. Those who attack at the same time have their own: none ends the other's session. */
type Tokens = Map<string, string>;
const rejections: unknown[] = [];
const onRejection = (reason: unknown): void => void rejections.push(reason);
const exit = jest.spyOn(process, 'exit');

beforeAll(async () => {
  process.on('unhandledRejection', onRejection);
  app = await startApp();
  api = await ApiDocument.of(app.url);
  world = await ApiWorld.create(app, api);
  wire = new Wire(app.url);
});
afterAll(async () => {
  process.off('unhandledRejection', onRejection);
  wire.close();
  await app.close();
});

/** A caller whose token has died, by a sign-out for instance, gets a new one. */
async function renew(actor: string, tokens: Tokens): Promise<void> {
  const role = roles.find((candidate) => candidate === actor);
  if (role) tokens.set(role, (await world.user(role)).token ?? '');
}

/** @throws Error that says what is wrong with the answer, with the request as a command line */
async function attack(request: WireRequest, tokens: Tokens): Promise<void> {
  const token = request.actor === 'stranger' ? undefined : tokens.get(request.actor);
  try {
    const answer = await wire.send(request, token);
    const json = /json/.test(answer.type ?? '') && answer.text !== '';
    const body: unknown = json ? JSON.parse(answer.text) : answer.text === '' ? undefined : answer.text;
    if (answer.status >= 500 && (answer.status !== 503 || answer.retryAfter === undefined))
      throw new Error(`${answer.status} ${answer.text}`);
    app.client.check.check(
      request.method,
      request.path.split('?', 1)[0] ?? '',
      answer.status,
      answer.type,
      body,
    );
    if (answer.status === 401 && (body as { code: string }).code === 'invalid_token')
      await renew(request.actor, tokens);
  } catch (error) {
    throw new Error(`${String(error)}\n${toCurl(app.url, request, token)}`, { cause: error });
  }
}

/** Attacks one operation. @returns what is wrong, if anything */
async function fuzz(operation: ApiOperation, tokens: Tokens): Promise<string[]> {
  const maker = new RequestMaker(api, world, ['stranger', 'nobody', ...roles]);
  const requests = maker.requestsFor(operation, await world.thingsFor(operation));
  const outcome = await fc.check(
    fc.asyncProperty(requests, (request) => attack(request, tokens)),
    {
      seed,
      numRuns: requestsPerOperation,
    },
  );
  if (!outcome.failed) return [];
  const error =
    outcome.errorInstance instanceof Error ? outcome.errorInstance.message : outcome.errorInstance;
  return [`${operation.name} (seed ${seed}, path ${outcome.counterexamplePath}): ${String(error)}`];
}

describe('the API under random requests', () => {
  it('answers each as the document says, and never with an error of its own', async () => {
    const faults: string[] = [];
    const left = [...api.operations];
    const worker = async (): Promise<void> => {
      const tokens: Tokens = new Map([
        ['owner', world.owner.token ?? ''],
        ['nobody', 'bm90.YQ.dG9rZW4'],
      ]);
      for (const role of roles) await renew(role, tokens);
      for (let operation = left.shift(); operation; operation = left.shift())
        faults.push(...(await fuzz(operation, tokens)));
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    expect(faults.join('\n\n')).toBe('');
  });

  it('has left no trouble behind: the process lives, and the log holds no error', async () => {
    await world.settle();
    const errors = app.logs.filter((line) => (JSON.parse(line) as { level: number }).level >= 50);
    expect(errors).toEqual([]);
    expect(app.logs.length).toBeGreaterThan(api.operations.length * 50);
    expect(rejections).toEqual([]);
    expect(exit).not.toHaveBeenCalled();
    expect((await app.client.get('/livez')).status).toBe(200);
    expect((await app.client.get('/readyz')).status).toBe(200);
  });
});
