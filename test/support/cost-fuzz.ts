import type { WireRequest } from './api-fuzz.js';
import { type ApiDocument, type ApiOperation, type Schema, typeOf } from './api-operations.js';

/** What has made parsers, renderers, validators and searches slow. Texts are made of one or two of them, again and again. */
const fragments = [
  '<*a',
  '*a_',
  '**',
  '_a*',
  '[',
  '![',
  '](',
  '[a](',
  '[a]: b\n',
  '`',
  '``a',
  '~~',
  '~',
  '\\',
  '|',
  '|a|\n|-|\n',

  '> ',
  '- ',
  '1. ',
  '* a\n  ',
  '#',
  '\n\n',
  '\n',
  '\t',
  ' ',
  '  \n',
  '<a ',
  '<a href="',
  '<!--',
  '<![CDATA[',
  '</',

  '<b>',
  '<table><tr><td>',
  '&',
  '&#',
  '&amp',
  'www.',
  'http://a',
  'a@',
  'a@b.',
  'x',
  'é',
  'e\u0301',
  '😀',
  '\u200d',

  'the ',
  'a b ',
  'ab',
  '%',
  '_',
  '"',
  "'",
  '(',
  '{',
  '$',
  '.',
  '-',
  '0',
  '9',
  ',',
  ';',
  ':',
  '/',
  '=',
  '\\"',
  'ﬁ',
  'İ',
];

type Random = () => number;

const pick = <T>(from: readonly T[], random: Random): T => from[Math.floor(random() * from.length)] as T;

/** How a request is made expensive. `size` grows where a request turns out to cost more than others. */
export interface Attack {
  readonly kind: 'text' | 'names' | 'list' | 'nested' | 'query' | 'parameters' | 'header';
  /** Which field, parameter or header, counted round. */
  readonly place: number;
  readonly fragment: string;
  readonly size: number;
}

/** A request and how it came about. */
export interface Made {
  readonly request: WireRequest;
  readonly what: string;
}

const kinds: readonly Attack['kind'][] = [
  'text',
  'text',
  'text',
  'names',
  'list',
  'nested',
  'query',
  'parameters',
  'header',
];
const headers = [
  'if-match',
  'if-none-match',
  'authorization',
  'cookie',
  'x-request-id',
  'traceparent',
  'accept',
  'range',

  'x-cart-token',
  'x-order-token',
  'x-forwarded-for',
  'forwarded',
  'idempotency-key',
  'stripe-signature',
  'origin',
];
/** Longer addresses and headers are refused before anything reads them. */
const longest = { header: 8_000, query: 12_000 };

/** A new attack of some kind. */
export function newAttack(random: Random): Attack {
  const two = random() < 0.5;
  const fragment = `${pick(fragments, random)}${two ? pick(fragments, random) : ''}`;
  return { kind: pick(kinds, random), place: Math.floor(random() * 100), fragment, size: 4_000 };
}

/** A relative of an attack that cost more than others: larger, and perhaps with another fragment. */
export function grown(attack: Attack, random: Random): Attack {
  const fragment = random() < 0.3 ? `${attack.fragment}${pick(fragments, random)}` : attack.fragment;
  return { ...attack, fragment, size: Math.min(attack.size * 4, 1_300_000) };
}

/** Makes the request of an attack on an operation, from one that the operation would take. */
export function makeExpensive(
  api: ApiDocument,
  operation: ApiOperation,
  good: { path: string; headers: Record<string, string>; body?: unknown },
  attack: Attack,
): Made {
  const { kind, place, fragment, size } = attack;
  const described = `${kind} ${place} ${JSON.stringify(fragment)} × ${size}`;
  const made = (change: Partial<WireRequest>): Made => ({
    what: described,
    request: {
      method: operation.method,
      path: good.path,
      actor: '',
      headers: {
        ...good.headers,
        ...(good.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(good.body === undefined ? {} : { body: JSON.stringify(good.body) }),
      ...change,
    },
  });
  if (kind === 'header') {
    const name = headers[place % headers.length] ?? '';
    const value = repeated(fragment, Math.min(size, longest.header))
      .replaceAll(/[^\x20-\x7e]/g, '~')
      .trim();
    return made({ headers: { ...made({}).request.headers, [name]: value || '~' } });
  }
  if (kind === 'query' || kind === 'parameters' || operation.body === undefined)
    return made({ path: `${good.path}?${expensiveQuery(operation, attack)}` });
  return made({ body: expensiveBody(api, operation.body, good.body, attack) });
}

function repeated(fragment: string, length: number): string {
  return fragment.repeat(Math.ceil(length / fragment.length)).slice(0, length);
}

function expensiveQuery({ parameters }: ApiOperation, { kind, place, fragment, size }: Attack): string {
  const known = parameters.filter((parameter) => parameter.in === 'query');
  const parameter = known[place % known.length];
  const room = Math.min(size, longest.query);
  if (kind === 'parameters' || !parameter) {
    const name = parameter && place % 2 === 0 ? parameter.name : undefined;
    return Array.from({ length: room / 8 }, (_, index) => `${name ?? index.toString(36)}=`)
      .join('&')
      .slice(0, room);
  }
  const length = Math.min(room, parameter.schema.maxLength ?? room);
  return `limit=100&${parameter.name}=${encodeURIComponent(repeated(fragment, length).toWellFormed())}`.slice(
    0,
    longest.query,
  );
}

/** One field of a good body in the worst form of a kind. */
function expensiveBody(api: ApiDocument, schema: Schema, good: unknown, attack: Attack): string {
  const body: unknown = structuredClone(good ?? {});
  const fields = fieldsOf(api, schema, body);
  const {
    holder,
    name,
    schema: shape,
  } = fields[attack.place % fields.length] ?? { holder: body as object, name: 'x', schema: {} };
  const { kind, fragment, size } = attack;
  if (kind === 'names')
    for (let count = 0; count < size / 8; count += 1)
      Reflect.set(holder, `${fragment}${count.toString(36)}`, 0);
  else if (kind === 'list') Reflect.set(holder, name, listOf(api, shape, size));
  else if (kind === 'nested') Reflect.set(holder, name, nested(size / 6));
  else Reflect.set(holder, name, repeated(fragment, Math.min(size, shape.maxLength ?? size)).toWellFormed());
  return JSON.stringify(body);
}

function listOf(api: ApiDocument, shape: Schema, size: number): unknown[] {
  const item = shape.items === undefined ? 0 : api.sample(shape.items);
  const length = Math.ceil(size / (JSON.stringify(item).length + 1));
  return Array.from({ length: Math.min(length, shape.maxItems ?? length) }, () => item);
}

function nested(levels: number): unknown {
  let value: unknown = 0;
  for (let level = 0; level < Math.min(levels, 2_000); level += 1)
    value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

interface Field {
  readonly holder: object;
  readonly name: string;
  readonly schema: Schema;
}

/** All fields that a body may have, those of the objects in it as well. */
function fieldsOf(api: ApiDocument, schema: Schema, value: unknown): Field[] {
  const { properties = {}, items } = api.resolve(schema);
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item: unknown) => fieldsOf(api, items ?? {}, item));
  return Object.entries(properties).flatMap(([name, inner]) => {
    const resolved = api.resolve(inner);
    if (typeOf(resolved) === 'object' && resolved.properties && !(name in value))
      Reflect.set(value, name, api.sample(resolved));
    return [{ holder: value, name, schema: resolved }, ...fieldsOf(api, resolved, Reflect.get(value, name))];
  });
}
