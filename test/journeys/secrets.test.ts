import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ApiDocument, type ApiOperation, type Schema, typeOf } from '../support/api-operations.js';
import { ApiWorld, type Thing } from '../support/api-world.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Answer, Client } from '../support/client.js';
import { until } from '../support/until.js';

/*
 * Marked secrets in every field, header and part of the address that takes one, over all operations of the OpenAPI document.
 * None may come back in a log line, an error or a metric.
 */

const mark = 'planted';
let planted = 0;
/** A text that stands nowhere else. */
const secret = (): string => `${mark}${(planted += 1).toString(36)}x7f3a`;

/** What the log says, and nothing else. */
const knownFields = new Set(
  (
    'level time msg context requestId traceId err stack method route status duration queries cache caller ' +
    'audit auditEventId userId actorId'
  ).split(' '),
);

let app: TestApp;
let api: ApiDocument;
let world: ApiWorld;
let admin: Client;
beforeAll(async () => {
  app = await startApp({ LOG_LEVEL: 'debug' });
  api = await ApiDocument.of(app.url);
  world = await ApiWorld.create(app, api);
  admin = await world.user('admin');
});
afterAll(() => app.close());

/** The same value with a secret in the place of every text that may be any text. */
function withSecrets(value: unknown, schema: Schema): unknown {
  const { properties = {}, items = {}, enum: values, format, pattern } = api.resolve(schema);
  if (Array.isArray(value)) return value.map((one) => withSecrets(one, items));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, withSecrets(one, properties[name] ?? {})]),
    );
  if (typeof value !== 'string' || values || format === 'uuid' || format === 'date-time') return value;
  if (format === 'email') return `${secret()}@example.com`;
  const marked = secret();
  return pattern === undefined || new RegExp(pattern).test(marked) ? marked : value;
}

/** A body with all fields, so that none is left without a secret. */
function fullBody(operation: ApiOperation, schema: Schema, thing?: Thing): unknown {
  const { properties = {} } = api.resolve(schema);
  const all = Object.entries(properties).map(([name, inner]) => {
    const plain = api.resolve(inner);
    const value = typeOf(plain) === 'array' ? [api.sample(plain.items ?? {})] : api.sample(plain);
    return [name, value] as const;
  });
  return withSecrets(
    { ...Object.fromEntries(all), ...(world.build(operation, thing).body as object) },
    schema,
  );
}

/** Secrets in every header that may carry one. */
const marked = (): Record<string, string> => ({
  cookie: `session=${secret()}`,
  'user-agent': secret(),
  referer: `https://example.com/${secret()}`,
  origin: `https://${secret()}.example.com`,
  'idempotency-key': secret(),
  'x-cart-token': secret(),
  'x-order-token': secret(),
  'x-forwarded-for': secret(),
  'x-api-key': secret(),
  'stripe-signature': secret(),
  'sandbox-signature': secret(),
});

/** Sends secrets to an operation in every way, and collects the answers that are errors. */
async function sendSecrets(operation: ApiOperation, client: Client): Promise<unknown[]> {
  const { method, body: schema } = operation;
  const template = operation.path.replaceAll(/\{\w+\}/g, () => secret());
  const [thing] = await world.thingsFor(operation);
  const built = world.build({ ...operation, body: undefined }, thing);
  const full = schema && api.resolve(schema).properties ? fullBody(operation, schema, thing) : undefined;
  const query = `?${secret()}=${secret()}&q=${secret()}&cursor=${secret()}&token=${secret()}`;
  const json = { 'content-type': 'application/json' };
  const requests: [string, Record<string, string>, string | undefined][] = [
    [template, {}, undefined],
    [`${built.path}${query}`, {}, undefined],
    [built.path, { authorization: `Bearer ${secret()}` }, undefined],
    [built.path, { authorization: `Basic ${secret()}` }, undefined],
    [built.path, { 'if-match': `"${secret()}"`, 'if-none-match': secret() }, undefined],
  ];
  if (full !== undefined)
    requests.push(
      [built.path, json, JSON.stringify(full)],
      [built.path, json, JSON.stringify({ ...(full as object), unknown: secret() })],
      [built.path, json, JSON.stringify({ ...(full as object), id: { [secret()]: secret() } })],
      [built.path, json, `{"a": "${secret()}`],
      [built.path, { 'content-type': `text/${secret()}` }, secret()],
    );
  const answers: Answer<unknown>[] = [];
  // One after the other: some of them end the session of their caller.
  for (const [path, headers, raw] of requests)
    answers.push(
      await client.send(method, path, {
        headers: { ...marked(), ...headers },
        ...(raw === undefined ? {} : { raw }),
      }),
    );
  return answers.filter(({ status }) => status >= 400).map(({ body }) => body);
}

/** What an error tells, without the address that was asked for and the names of fields that do not exist. */
function toldBy(problem: unknown): string {
  const { instance: _, ...rest } = problem as Record<string, unknown>;
  const fields = (rest.errors as { field: string; code: string }[] | undefined) ?? [];
  const names = fields.filter(({ code }) => code === 'unknown_field').map(({ field }) => field);
  return names.reduce((told, name) => told.replaceAll(name, ''), JSON.stringify(rest));
}

function linesAreClean(since = 0): void {
  const lines = app.logs.slice(since);
  expect(lines.filter((line) => line.includes(mark))).toEqual([]);
  for (const line of lines) {
    expect(line.trimEnd()).not.toMatch(/[\r\n\u2028\u2029]/);
    const names = Object.keys(JSON.parse(line) as object);
    expect(names.filter((name) => !knownFields.has(name))).toEqual([]);
  }
}

describe('secrets in every field, header and address', () => {
  it('come back in no log line, no error and no metric', async () => {
    const faults: string[] = [];
    for (const operation of api.operations)
      for (const client of [app.client, admin]) {
        for (const problem of await sendSecrets(operation, client))
          if (toldBy(problem).includes(mark)) faults.push(`${operation.name} tells ${toldBy(problem)}`);
        if ((await admin.get('/api/v2/users/me')).status === 401) admin = await world.user('admin');
      }
    expect(faults).toEqual([]);
    expect(planted).toBeGreaterThan(api.operations.length * 50);
    await world.settle();
    expect(app.logs.length).toBeGreaterThan(api.operations.length * 10);
    linesAreClean();
    expect(await (await fetch(`${app.url}/metrics`)).text()).not.toContain(mark);
  });

  it('come back in no log line of a fault of ours either', async () => {
    const dataSource = app.nest.get(DataSource);
    const tables = dataSource.entityMetadatas
      .map(({ tableName }) => tableName)
      .filter((name) => !/^(platform_|identity_)/.test(name));
    expect(tables.length).toBeGreaterThan(15);
    const writing = api.operations.filter(({ body, path }) => body && !path.includes('{'));
    const since = app.logs.length;
    for (const table of tables) await dataSource.query(`ALTER TABLE ${table} RENAME TO ${table}_gone`);
    try {
      for (const operation of writing) {
        const headers = { ...marked(), 'idempotency-key': crypto.randomUUID() };
        const body = fullBody(operation, operation.body ?? {});
        const answer = await admin.send(operation.method, operation.path, { headers, body });
        if (answer.status >= 400) expect(toldBy(answer.body)).not.toContain(mark);
      }
    } finally {
      for (const table of tables) await dataSource.query(`ALTER TABLE ${table}_gone RENAME TO ${table}`);
    }
    expect(app.logs.slice(since).some((line) => line.includes('"level":50'))).toBe(true);
    linesAreClean(since);
  });
});

describe('line breaks in a request', () => {
  it.each([
    ['CR LF in an id', 'x-request-id: a\r\nx-forged: {"level":60,"msg":"forged"}'],
    ['LF in an id', 'x-request-id: a\n{"level":60,"msg":"forged"}'],
    ['CR in an id', 'x-request-id: a\r{"level":60,"msg":"forged"}'],
    ['a folded id', 'x-request-id: a\r\n {"level":60,"msg":"forged"}'],
    ['escaped breaks in an id', 'x-request-id: a%0d%0aforged'],
    ['wide characters whose low bytes are breaks in an id', 'x-request-id: a\u560d\u560aforged'],
    ['a line separator in an id', 'x-request-id: a\u2028forged'],
    ['NUL in an id', 'x-request-id: a\u0000forged'],
    ['breaks in a trace', 'traceparent: 00-\r\nforged'],
    ['an id twice', 'x-request-id: a\r\nx-request-id: forged"}'],
    ['a break in a key', 'idempotency-key: a\nforged'],
    ['a break in a token', 'authorization: Bearer a\nforged'],
    ['a break in a name of a header', 'x-a\nforged: 1'],
  ])('forge no line of the log: %s', async (_, header) => {
    const since = app.logs.length;
    const { port, hostname } = new URL(app.url);
    const socket = connect(Number(port), hostname);
    socket.end(
      `GET /api/v1/posts?q=a%0d%0aforged HTTP/1.1\r\nhost: a\r\n${header}\r\nconnection: close\r\n\r\n`,
    );
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 [24]\d\d /);
    // A request that could not be read leaves no line; one after it does.
    await app.client.get('/api/v1/tags');
    await until('the next request is logged', () =>
      app.logs.slice(since).some((line) => line.includes('/tags')),
    );
    const lines = app.logs.slice(since);
    expect(lines.join('')).not.toContain('forged');
    linesAreClean(since);
    for (const line of lines) expect((JSON.parse(line) as { level: number }).level).toBeLessThan(60);
  });
});
