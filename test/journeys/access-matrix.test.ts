import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Permission,
  permissions,
  permissionsOf,
  type Role,
  roles,
} from '../../src/modules/identity/roles.js';
import { toldFaults } from '../../src/platform/http/read-input.js';
import { ApiDocument, type ApiOperation, type Schema } from '../support/api-operations.js';
import { ApiWorld, type BuiltRequest, type Thing } from '../support/api-world.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Answer, Client } from '../support/client.js';
import { differences, readRows, type Rows } from '../support/rows.js';

/*
 * Every operation of the OpenAPI document, as every role, at what belongs to somebody else. A new route is in it as soon as
 * it is in the document; where its path names something new, the table in test/support/api-world.ts must say what.
 */

/** `key` is an API key of an admin, without any scope; `key:posts:write` one with this scope alone. */
type Key = 'key' | `key:${Permission}`;
type Actor = Role | 'stranger' | Key;
const scopedKeys = permissions.map((permission) => `key:${permission}` as const);
const keys: readonly Key[] = ['key', ...scopedKeys];
const actors: readonly Actor[] = ['stranger', ...keys, ...roles];

const isKey = (actor: Actor): actor is Key => actor.startsWith('key');
/** The scopes of an API key; none for others. */
const scopesOf = (actor: Actor): Permission[] =>
  permissions.filter((permission) => actor === `key:${permission}`);

/** What an operation does to the thing that it names, where the method does not tell: by default GET sees, the rest changes. */
const needs: Readonly<Record<string, 'see' | 'change' | 'own'>> = {
  // A draft has a past that its readers need not know.
  'GET /api/v1/posts/{id}/revisions': 'change',
  'GET /api/v1/posts/{id}/revisions/{n}': 'change',
  'POST /api/v1/posts/{id}/comments': 'see',
  'POST /api/v1/orders/{id}/payments': 'own',
};

/** Refused even to those who may, for what the requests of this test lack: a signature, a secret from a mail, a code. */
const proofs = new Set([
  'webhook_signature_invalid',
  'invalid_credentials',
  'invalid_refresh_token',
  'wrong_password',
  'invalid_mail_token',
  'unknown_provider',
  'oidc_rejected',
  'totp_not_active',
  'wrong_code',
]);

/** What clients never write, whatever they are. Where the document lists such a field, its permission is checked instead. */
const foreignFields: Readonly<Record<string, unknown>> = {
  id: '019a7b3c-5d2e-7f10-8a4b-6c9d0e1f2a3b',
  version: 99,
  role: 'admin',
  roles: ['admin'],
  permissions: ['users:manage'],
  status: 'published',
  paymentStatus: 'captured',
  price: { amount: 1, currency: 'EUR' },
  unitPrice: { amount: 1, currency: 'EUR' },
  total: { amount: 1, currency: 'EUR' },
  subtotal: { amount: 1, currency: 'EUR' },
  userId: '019a7b3c-5d2e-7f10-8a4b-6c9d0e1f2a3b',
  authorId: '019a7b3c-5d2e-7f10-8a4b-6c9d0e1f2a3b',
  author: { id: '019a7b3c-5d2e-7f10-8a4b-6c9d0e1f2a3b' },
  emailVerified: true,
  passwordHash: 'x',
  html: '<script>',
  commentCount: 99,
  publishedAt: '2020-01-01T00:00:00.000Z',
  createdAt: '2020-01-01T00:00:00.000Z',
  number: 'M-1',
  tokenHash: 'x',
  isAdmin: true,
};

let app: TestApp;
let api: ApiDocument;
let world: ApiWorld;
const clients = new Map<Actor, Client>();
/** The ids of all who attack: what is theirs may change. */
const users = new Set<string>();
const operationsAt = (): readonly ApiOperation[] => api.operations;

beforeAll(async () => {
  // Nothing comes due while the tests run, however slowly they do.
  app = await startApp({ CAPTURE: 'on_fulfillment', HOLD_TTL: '1d', DECLINED_HOLD_TTL: '1d' });
  api = await ApiDocument.of(app.url);
  world = await ApiWorld.create(app, api);
  clients.set('stranger', app.client);
  for (const role of roles) await enter(role);
  for (const key of keys) await enter(key);
});
afterAll(() => app.close());

async function enter(actor: Role | Key): Promise<Client> {
  const user = await world.user(isKey(actor) ? 'admin' : actor);
  users.add(user.userId);
  const client = isKey(actor) ? user.as(await keyOf(user, scopesOf(actor))) : user;
  clients.set(actor, client);
  return client;
}

async function keyOf(user: Client, scopes: Permission[]): Promise<string> {
  const { status, body } = await user.post('/api/v1/users/me/api-keys', { name: 'a key', scopes });
  if (status !== 201) throw new Error(`No key was made: ${JSON.stringify(body)}`);
  return String(body.key);
}

/** Some operations end the session or the account that calls them: then there is a new one. */
async function clientOf(actor: Actor): Promise<Client> {
  const known = clients.get(actor) ?? app.client;
  if (actor === 'stranger' || (await known.get('/api/v2/users/me')).status === 200) return known;
  return enter(actor);
}

const send = (client: Client, { method }: ApiOperation, request: BuiltRequest): Promise<Answer<unknown>> =>
  client.send(method, request.path, { headers: request.headers, body: request.body });

function holds(actor: Actor, permission: string): boolean {
  if (actor === 'stranger') return false;
  const held = isKey(actor) ? scopesOf(actor) : permissionsOf([actor]);
  return held.some((one) => one === permission);
}

/** The statuses that an actor must get who may not; undefined where they may. */
function refusalOf(operation: ApiOperation, actor: Actor, thing: Thing | undefined): number[] | undefined {
  if (!operation.public && actor === 'stranger') return [401];
  if (operation.session && isKey(actor)) return [403];
  if (operation.permission !== undefined && !holds(actor, operation.permission)) return [403];
  if (thing === undefined) return undefined;
  const open = thing.seenBy.length === roles.length;
  const need = needs[operation.name] ?? (operation.method === 'GET' ? 'see' : 'change');
  const may = (what: 'see' | 'change', known: readonly Role[]): boolean =>
    known.some((role) => role === actor) ||
    (thing.alone?.[what].some((permission) => holds(actor, permission) && isKey(actor)) ?? false);
  if (need === 'see' && (open || may('see', thing.seenBy))) return undefined;
  if (need === 'change' && (may('change', thing.changedBy) || thing.changedBy.length === roles.length))
    return undefined;
  // Who may see a thing may be told that it is not theirs; for others it does not exist.
  return open || may('see', thing.seenBy) ? [403, 404] : [404];
}

/** The owner's secrets that an answer tells to somebody who must not know them. */
function leaks(answer: Answer<unknown>, actor: Actor): string[] {
  const text = JSON.stringify([answer.body, [...answer.headers]]);
  return world.secrets
    .filter(({ marker, knownTo, knownWith }) => {
      const known = isKey(actor)
        ? knownWith.some((one) => holds(actor, one))
        : knownTo.some((one) => one === actor);
      return !known && text.includes(marker);
    })
    .map(({ marker }) => marker);
}

/** What makes somebody able to act: all rows of some tables, and these columns of accounts. */
const rights =
  /^identity_(user_roles|sessions|api_keys|totp|recovery_codes|mail_tokens|oidc_links|signing_keys) /;
const rightsOfAccounts = new Set(['id', 'email', 'password_hash', 'status', 'email_verified']);

function rightsIn(rows: Rows): Rows {
  const kept = [...rows].flatMap(([key, row]): [string, string][] => {
    const columns = Object.entries(JSON.parse(row) as Record<string, unknown>);
    if (key.startsWith('identity_users '))
      return [[key, JSON.stringify(columns.filter(([name]) => rightsOfAccounts.has(name)))]];
    // When a key was used last is no right.
    return rights.test(key) ? [[key, JSON.stringify(columns.filter(([name]) => name !== 'used_at'))]] : [];
  });
  return new Map(kept);
}

const told = (answer: Answer<unknown>): string => `${answer.status} ${JSON.stringify(answer.body ?? '')}`;

describe('every operation', () => {
  it('is refused to all who may not, changes nothing then, and tells them nothing', async () => {
    const faults: string[] = [];
    let tried = 0;
    const named = new Map<ApiOperation, Thing[]>();
    for (const operation of operationsAt()) named.set(operation, await world.thingsFor(operation));
    await world.settle();
    let before = await readRows(app.nest);
    for (const [operation, things] of named) {
      for (const thing of things.length > 0 ? things : [undefined]) {
        const request = world.build(operation, thing);
        const refused = actors.filter((actor) => refusalOf(operation, actor, thing) !== undefined);
        const answers = await Promise.all(
          refused.map(async (actor) => {
            const answer = await send(clients.get(actor) ?? app.client, operation, request);
            return { actor, answer };
          }),
        );
        for (const { actor, answer } of answers) {
          const where = `${operation.name} as ${actor} at ${thing?.what ?? 'nothing'}`;
          tried += 1;
          if (!refusalOf(operation, actor, thing)?.includes(answer.status))
            faults.push(`${where}: ${told(answer)}`);
          faults.push(...leaks(answer, actor).map((marker) => `${where} tells ${marker}`));
        }
      }
      const after = await readRows(app.nest);
      faults.push(...differences(before, after, [...users]).map((change) => `${operation.name}: ${change}`));
      before = after;
    }
    expect(faults).toEqual([]);
    expect(tried).toBeGreaterThan(300);
  });

  it('tells nobody of somebody else’s things in lists, whatever they ask for', async () => {
    const faults: string[] = [];
    let asked = 0;
    for (const place of ['posts/{id}', 'comments/{id}', 'products/{id}', 'carts/{id}'])
      await world.thingsFor({ name: place, path: `/api/v1/${place}` } as ApiOperation);
    const orderPlace = { name: 'orders', path: '/api/v1/orders/{id}' } as ApiOperation;
    const [order] = await world.thingsFor(orderPlace);
    const lists = operationsAt().filter(
      ({ method, parameters }) => method === 'GET' && parameters.some(({ name }) => name === 'limit'),
    );
    for (const operation of lists) {
      const things = await world.thingsFor(operation);
      for (const thing of things.length > 0 ? things : [undefined]) {
        const { path } = world.build(operation, thing);
        for (const query of world.queries(operation, { orderId: order?.values.id ?? '' }))
          await Promise.all(
            actors.map(async (actor) => {
              const answer = await send(clients.get(actor) ?? app.client, operation, {
                path: `${path}?${query}`,
                headers: {},
              });
              asked += 1;
              const where = `${operation.name}?${query} as ${actor}`;
              faults.push(...leaks(answer, actor).map((marker) => `${where} tells ${marker}`));
            }),
          );
      }
    }
    expect(faults).toEqual([]);
    expect(asked).toBeGreaterThan(300);
  });

  it('that names nothing leaves what belongs to somebody else as it is', async () => {
    const faults: string[] = [];
    await world.settle();
    for (const operation of operationsAt().filter(({ path }) => !path.includes('{'))) {
      const before = await readRows(app.nest);
      for (const actor of actors) {
        if (refusalOf(operation, actor, undefined) !== undefined) continue;
        const answer = await send(await clientOf(actor), operation, world.build(operation));
        faults.push(...leaks(answer, actor).map((marker) => `${operation.name} as ${actor} tells ${marker}`));
      }
      const after = await readRows(app.nest);
      const known = new Map([...after].filter(([key]) => before.has(key)));
      const changes = differences(before, known, [...users]);
      // Buying something takes it from the stock.
      const real = changes.filter((change) => !change.startsWith('inventory_stock '));
      faults.push(...real.map((change) => `${operation.name}: ${change}`));
      await world.settle();
    }
    expect(faults).toEqual([]);
  });

  it('gives an API key with one permission nothing that makes or widens rights, whatever it calls', async () => {
    const faults: string[] = [];
    let done = 0;
    for (const operation of operationsAt()) {
      // What is public gives a key no more than it gives a stranger.
      if (operation.public) continue;
      const things = await world.thingsFor(operation);
      await world.settle();
      const before = rightsIn(await readRows(app.nest));
      for (const key of scopedKeys)
        for (const thing of things.length > 0 ? things : [undefined]) {
          const request = world.build(operation, thing);
          const { status } = await send(clients.get(key) ?? app.client, operation, request);
          if (status < 400) done += 1;
        }
      await world.settle();
      const after = rightsIn(await readRows(app.nest));
      faults.push(...differences(before, after).map((change) => `${operation.name}: ${change}`));
    }
    expect(faults).toEqual([]);
    expect(done).toBeGreaterThan(50);
  });

  it('is open to those who may: what is refused above is refused for no other reason', async () => {
    const faults: string[] = [];
    for (const operation of operationsAt()) {
      const things = await world.thingsFor(operation);
      const outcomes: Answer<unknown>[] = [];
      for (const thing of things.length > 0 ? things : [undefined]) {
        const { path, headers, body } = world.build(operation, thing);
        const own = operation.permission === undefined && thing !== undefined;
        const client = own ? (thing.owner ?? app.client) : await clientOf('admin');
        outcomes.push(
          await send(client, operation, {
            path,
            headers: { ...headers, ...(own ? thing.headers : {}) },
            body,
          }),
        );
      }
      const good = outcomes.some(
        ({ status, body }) => status < 400 || proofs.has((body as { code: string }).code),
      );
      if (!good) faults.push(`${operation.name}: ${outcomes.map(told).join(', ')}`);
    }
    expect(faults).toEqual([]);
  });
});

/** Every object within a body, by its path, with the shape that the document gives it. */
function objectsIn(
  value: unknown,
  schema: Schema,
  path: string[] = [],
): { path: string[]; schema: Schema }[] {
  const shape = api.resolve(schema);
  if (Array.isArray(value))
    return value.flatMap((one, index) => objectsIn(one, shape.items ?? {}, [...path, String(index)]));
  if (typeof value !== 'object' || value === null || !shape.properties) return [];
  const inner = Object.entries(value).flatMap(([name, one]) =>
    objectsIn(one, shape.properties?.[name] ?? {}, [...path, name]),
  );
  return [{ path, schema: shape }, ...inner];
}

/** The same value with more fields in one of its objects. */
function withFields(value: unknown, path: readonly string[], fields: object): unknown {
  const copy = structuredClone(value);
  const target = path.reduce<unknown>((inner, step) => (inner as Record<string, unknown>)[step], copy);
  Object.assign(target as object, fields);
  return copy;
}

describe('every operation that takes a body', () => {
  it('refuses every field that it does not list, at every depth', async () => {
    const faults: string[] = [];
    let tried = 0;
    for (const operation of operationsAt()) {
      if (!operation.body || !api.resolve(operation.body).properties) continue;
      const [thing] = await world.thingsFor(operation);
      const own = operation.permission === undefined && thing !== undefined;
      const client = own ? (thing.owner ?? app.client) : await clientOf('admin');
      const built = world.build(operation, thing);
      const headers = { ...built.headers, ...(own ? thing.headers : {}) };
      await world.settle();
      const before = await readRows(app.nest);
      for (const { path, schema } of objectsIn(built.body, operation.body)) {
        const foreign = Object.entries(foreignFields).filter(
          ([name]) => !(name in (schema.properties ?? {})),
        );
        // An answer names so many at a time.
        for (let from = 0; from < foreign.length; from += toldFaults) {
          const some = foreign.slice(from, from + toldFaults);
          const key: Record<string, string> =
            'idempotency-key' in headers ? { 'idempotency-key': crypto.randomUUID() } : {};
          const body = withFields(built.body, path, Object.fromEntries(some));
          const answer = await send(client, operation, {
            path: built.path,
            headers: { ...headers, ...key },
            body,
          });
          const { errors = [] } = answer.body as { errors?: { field: string; code: string }[] };
          const refused = new Set(
            errors.flatMap(({ field, code }) => (code === 'unknown_field' ? [field] : [])),
          );
          for (const [name] of some) {
            const field = [...path, name].join('.');
            tried += 1;
            if (answer.status !== 400 || !refused.has(field))
              faults.push(`${operation.name} with ${field}: ${told(answer)}`);
          }
        }
      }
      const changes = differences(before, await readRows(app.nest), [...users]);
      faults.push(...changes.map((change) => `${operation.name}: ${change}`));
    }
    expect(faults).toEqual([]);
    expect(tried).toBeGreaterThan(500);
  });

  it('lets only those set roles who manage users', () => {
    const setting = operationsAt().filter(({ body }) => {
      const names = Object.keys((body && api.resolve(body).properties) ?? {});
      return names.includes('role') || names.includes('roles');
    });
    expect(setting.length).toBeGreaterThan(3);
    expect(setting.filter(({ permission }) => permission !== 'users:manage')).toEqual([]);
  });
});
