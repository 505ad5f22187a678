import fc from 'fast-check';
import { anyText } from './any-text.js';
import { type ApiDocument, type ApiOperation, type Schema, typeOf } from './api-operations.js';
import type { ApiWorld, Thing } from './api-world.js';

/** A request as it goes over the wire. `actor` says whose token it carries. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly actor: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
}

/** Texts that have broken something somewhere. */
const hostileTexts = [
  "' OR '1'='1",
  "'; DROP TABLE blog_posts; --",
  '1); SELECT sleep(9); --',
  '" UNION SELECT * FROM identity_users -- ',
  '\\',
  '%',
  '_',
  '*',
  '+"~<>()@-',
  '${7*7}{{7*7}}<%= 7*7 %>#{7*7}',
  '__proto__',
  'constructor',
  'toString',
  '../../../../etc/passwd',
  '..\\..\\windows\\win.ini',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'http://169.254.169.254/latest/',
  '<script>alert(1)</script>',
  '<svg onload=alert(1)>'.repeat(20),
  'a\r\nSet-Cookie: evil=1',
  'a\nb',
  'a\u0000b',
  '\ud800',
  'x\udc00y',
  '\uffff\ufffe\ufeff',
  '\u202eevil\u202c',
  'e\u0301'.repeat(30),
  '👩‍👩‍👧‍👦'.repeat(20),
  'İıſK',
  '𝕬',
  '\u3164',
  ' ',
  '\t\n\r',
  '',
  '0',
  '-1',
  '1e999',
  '0x10',
  'NaN',
  'Infinity',
  'null',
  'undefined',
  'true',
  '[]',
  '9'.repeat(400),
  'x'.repeat(255),
  'x'.repeat(256),
  'x'.repeat(70_000),
  '[a](javascript:alert(1)) '.repeat(50),
  `${'*'.repeat(2_000)}${'['.repeat(2_000)}`,
  '00000000-0000-0000-0000-000000000000',
  '019a7b3c-5d2e-7f10-8a4b-6c9d0e1f2a3B ',
];

const deep = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? { a: value } : [value];
  return value;
};

const hostileText = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...hostileTexts) },
  { weight: 1, arbitrary: anyText({ maxLength: 40 }) },
);

/** A value of any kind in the place of a good one. */
const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: hostileText },
  {
    weight: 5,
    arbitrary: fc.constantFrom<unknown>(
      null,
      true,
      0,
      -0,
      -1,
      1.5,
      1e21,
      -1e308,
      Number.MAX_SAFE_INTEGER,
      2 ** 53,
      2 ** 31,
      [],
      {},
      [null],
      [[]],
      [[{}]],
      [[[]]],
      { $ne: null },
      { $gt: '' },
      { toString: 'x' },
      { length: 1e9 },
      JSON.parse('{"then":"x"}'),
      { amount: '1', currency: 'eur' },
      deep(20),
      deep(40),
      Array.from({ length: 300 }, () => 'x'),
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** Whole bodies that are not what they should be. */
const hostileBody = fc.constantFrom(
  '',
  '{',
  '{"a":}',
  '[]',
  '"text"',
  '7',
  'null',
  '{}{}',
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{"admin":true}}}',
  '{"a":1,"a":2}',
  '{"a":"\\ud800"}',
  '{"\u0000":1}',
  '\ufeff{}',
  `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
  '{"a":'.repeat(20_000),
  `{"a":${'9'.repeat(5_000)}}`,
  'title=a&content=b',
  '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
);

/** Values just beyond and just at the bounds of a field. */
function atTheBounds({ minLength, maxLength, minimum, maximum, maxItems }: Schema): unknown[] {
  return [
    ...[minLength, maxLength].flatMap((length) =>
      length === undefined
        ? []
        : [length - 1, length, length + 1].filter((size) => size >= 0).map((size) => 'x'.repeat(size)),
    ),
    ...(maxLength === undefined ? [] : ['é'.repeat(maxLength), '😀'.repeat(Math.ceil(maxLength / 2))]),
    ...[minimum, maximum].flatMap((bound) =>
      bound === undefined ? [] : [bound - 1, bound, bound + 1, String(bound)],
    ),
    ...(maxItems === undefined ? [] : [Array.from({ length: maxItems + 1 }, (_, index) => `x${index}`)]),
  ];
}

/** Makes requests for one operation: valid ones, nearly valid ones and hostile ones. */
export class RequestMaker {
  constructor(
    private readonly api: ApiDocument,
    private readonly world: ApiWorld,
    private readonly actors: readonly string[],
  ) {}

  requestsFor(operation: ApiOperation, things: readonly Thing[]): fc.Arbitrary<WireRequest> {
    return fc
      .record({
        thing: things.length > 0 ? fc.constantFrom<Thing | undefined>(...things) : fc.constant(undefined),
        actor: fc.constantFrom(...this.actors),
        paths: fc.option(fc.tuple(fc.nat(20), fc.oneof(hostileText, fc.uuid({ version: 7 }))), { freq: 4 }),
        query: this.query(operation),
        headers: this.headers(operation),
        body: this.body(operation, things[0]),
        type: fc.option(
          fc.constantFrom(
            'text/plain',
            'application/xml',
            'application/json; charset=utf-16',
            'application/json;;',
            'multipart/form-data; boundary=x',
            '*/*',
            '{}',
            'application/problem+json',
            '',
          ),
          { freq: 12 },
        ),
        asOwner: fc.boolean(),
      })
      .map(({ thing, actor, paths, query, headers, body, type, asOwner }) => ({
        method: operation.method,
        path: `${this.pathOf(operation, thing, paths)}${query}`,
        actor: asOwner && thing?.owner ? 'owner' : actor,
        headers: {
          ...(asOwner ? thing?.headers : {}),
          ...headers,
          ...(body === undefined ? {} : { 'content-type': type ?? 'application/json' }),
        },
        body,
      }));
  }

  private pathOf(
    { path, name }: ApiOperation,
    thing: Thing | undefined,
    wrong: [number, string] | null,
  ): string {
    let index = 0;
    const count = path.split('{').length - 1;
    return path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => {
      const value = thing?.values[parameter];
      if (value === undefined) throw new Error(`${name}: nothing stands for {${parameter}}`);
      const replaced = wrong !== null && wrong[0] % count === index;
      index += 1;
      return encoded(replaced ? wrong[1] || ' ' : value);
    });
  }

  private query({ parameters }: ApiOperation): fc.Arbitrary<string> {
    const known = parameters.filter((parameter) => parameter.in === 'query');
    const pair = fc.oneof(
      ...known.map(({ name, schema }) =>
        fc
          .oneof(
            { weight: 5, arbitrary: this.valid(schema) },
            { weight: 3, arbitrary: hostileText },
            { weight: 1, arbitrary: fc.constantFrom(...cursors) },
          )
          .map((value) => `${name}=${encoded(String(value))}`),
      ),
      ...(known.length > 0 ? [] : [fc.constant('')]),
    );
    const odd = fc.constantFrom(
      '',
      'unknown=1',
      '__proto__=1',
      'limit[]=1',
      'q[$ne]=1',
      'a=%ff',
      '%zz',
      '=',
      '&&&',
      'limit=1&limit=2',
      'x'.repeat(3_000),
    );
    return fc
      .tuple(fc.array(pair, { maxLength: 4 }), fc.option(odd, { freq: 6 }))
      .map(([pairs, other]) =>
        [...pairs, ...(other === null ? [] : [other])].filter((one) => one !== '').join('&'),
      )
      .map((query) => (query === '' ? '' : `?${query}`));
  }

  private headers({ parameters }: ApiOperation): fc.Arbitrary<Record<string, string | string[]>> {
    const own = parameters
      .filter((parameter) => parameter.in === 'header')
      .map(({ name }) => name.toLowerCase());
    const value = fc.oneof(
      fc.constantFrom<string | string[]>(
        '',
        '*',
        '"1"',
        '"1-abc"',
        'W/"1"',
        '"999999999999999999999"',
        'x',
        'ä',
        ',',
        'null',
        'x'.repeat(300),
        'x'.repeat(3_000),
        ['"1"', '"2"'],
      ),
      fc.uuid({ version: 7 }),
      fc.uuid({ version: 7 }).map((id) => `${id}.${'A'.repeat(43)}`),
    );
    const common = fc.dictionary(
      fc.constantFrom(
        'if-match',
        'if-none-match',
        'idempotency-key',
        'x-request-id',
        'traceparent',
        'accept',
        'accept-language',
        'accept-encoding',
        'x-forwarded-for',
        'x-http-method-override',
        'origin',
        'range',
        'x-cart-token',
        'x-order-token',
        'expect-ct',
        'forwarded',
        'cookie',
        'prefer',
        'stripe-signature',
        'sandbox-signature',
      ),
      value,
      { maxKeys: 2 },
    );
    const key = own.includes('idempotency-key')
      ? fc.uuid().map((id) => ({ 'idempotency-key': id }))
      : fc.constant({});
    return fc.tuple(key, fc.option(common, { freq: 2 })).map(([given, more]) => ({ ...given, ...more }));
  }

  private body(operation: ApiOperation, thing: Thing | undefined): fc.Arbitrary<string | undefined> {
    if (operation.body === undefined)
      return operation.method === 'GET'
        ? fc.constant(undefined)
        : fc.option(hostileBody, { freq: 8, nil: undefined });
    const schema = operation.body;
    // Bodies that the world knows to work, made anew for each request, reach what a schema alone cannot tell.
    const good = fc.oneof(
      fc.nat().map(() => this.world.build(operation, thing).body),
      this.valid(schema),
    );
    const nearly = fc
      .tuple(good, fc.nat(), fc.constantFrom('drop', 'replace', 'bound', 'extra'), hostileValue, hostileText)
      .map(([value, place, how, bad, name]) => this.spoil(value, schema, { place, how, bad, name }));
    return fc.oneof(
      { weight: 3, arbitrary: good.map((value) => JSON.stringify(value)) },
      { weight: 5, arbitrary: nearly.map((value) => JSON.stringify(value)) },
      { weight: 1, arbitrary: hostileBody },
    );
  }

  /** Makes one field of a value wrong. */
  private spoil(
    value: unknown,
    schema: Schema,
    fault: { place: number; how: string; bad: unknown; name: string },
  ): unknown {
    const copy: unknown = structuredClone(value);
    const fields = fieldsOf(copy, this.api, schema);
    const field = fields[fault.place % fields.length];
    if (!field) return fault.bad;
    const { holder, name } = field;
    const bounds = atTheBounds(field.schema);
    if (fault.how === 'drop') Reflect.deleteProperty(holder, name);
    else if (fault.how === 'extra')
      Object.defineProperty(holder, fault.name || 'extra', { value: fault.bad, enumerable: true });
    else
      Reflect.set(
        holder,
        name,
        fault.how === 'bound' && bounds.length > 0 ? bounds[fault.place % bounds.length] : fault.bad,
      );
    return copy;
  }

  /** Values that a schema allows. */
  private valid(schema: Schema): fc.Arbitrary<unknown> {
    const plain = this.api.resolve(schema);
    const { properties, required = [], items, minItems = 0, maxItems = 3, additionalProperties } = plain;
    if (properties)
      return fc.record(
        Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, this.valid(inner)])),
        { requiredKeys: [...required] },
      );
    if (items)
      return fc.array(this.valid(items), {
        minLength: minItems,
        maxLength: Math.max(minItems, Math.min(3, maxItems)),
      });
    if (typeof additionalProperties === 'object')
      return fc.dictionary(
        fc.constantFrom('size', 'color', 'é', '__proto__', 'x y'),
        this.valid(additionalProperties),
        { maxKeys: 3 },
      );
    return fc.oneof(fc.constant(this.api.sample(plain)), validScalar(plain));
  }
}

const cursors = [
  'e30',
  'bnVsbA',
  'W10',
  'eyJzb3J0IjoxfQ',
  Buffer.from('[1,2,3]').toString('base64url'),
  'a'.repeat(999),
];

function validScalar(schema: Schema): fc.Arbitrary<unknown> {
  const { enum: values, format, pattern, minimum, maximum, minLength = 0, maxLength = 60 } = schema;
  if (values) return fc.constantFrom(...values);
  const type = typeOf(schema);
  if (type === 'integer')
    return fc.oneof(fc.integer({ min: minimum, max: Math.min(maximum ?? 100, 100) }), fc.maxSafeInteger());
  if (type === 'number') return fc.double();
  if (type === 'boolean') return fc.boolean();
  if (type === 'object')
    return fc.dictionary(anyText({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 });
  if (format === 'uuid') return fc.uuid({ version: 7 });
  if (format === 'email') return fc.nat().map((number) => `fuzz.${number}@example.com`);
  if (format === 'date-time')
    return fc
      .date({ min: new Date(0), max: new Date('2040-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString());
  if (pattern !== undefined)
    return fc.stringMatching(new RegExp(pattern)).map((text) => text.slice(0, maxLength));
  return anyText({ maxLength: Math.min(maxLength, 40) }).map((text) =>
    text.padEnd(minLength, 'x').slice(0, maxLength),
  );
}

/** Every field within a body, with the object that holds it. */
function fieldsOf(
  value: unknown,
  api: ApiDocument,
  schema: Schema,
): { holder: object; name: string; schema: Schema }[] {
  const { properties = {}, items = {} } = api.resolve(schema);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const shape = Array.isArray(value) ? items : (properties[name] ?? {});
    return [{ holder: value, name, schema: api.resolve(shape) }, ...fieldsOf(inner, api, shape)];
  });
}

/** Percent-encoded UTF-8; the halves of surrogate pairs become bytes that are no UTF-8. */
function encoded(text: string): string {
  return [...text]
    .map((one) => (/^[\w.~-]$/.test(one) ? one : one.isWellFormed() ? encodeURIComponent(one) : '%ed%a0%80'))
    .join('');
}

/** The request as a command line. */
export function toCurl(url: string, { method, path, headers, body }: WireRequest, token?: string): string {
  const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const sent: [string, string][] = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, one]),
  );
  if (token !== undefined) sent.push(['authorization', `Bearer ${token}`]);
  return [
    `curl -i --path-as-is -X ${method} ${quote(`${url}${path}`)}`,
    ...sent.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(body === undefined
      ? []
      : [`--data-raw ${quote(body.length > 2_000 ? `${body.slice(0, 2_000)}…` : body)}`]),
  ].join(' ');
}
