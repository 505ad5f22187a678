import type { OpenAPIObject } from '@nestjs/swagger';

/** A JSON schema as the OpenAPI document writes it. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly example?: unknown;
}

/** A parameter of an operation. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

/** One route as the OpenAPI document describes it. */
export interface ApiOperation {
  /** Such as `PATCH /api/v1/posts/{id}`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** Open to strangers. */
  readonly public: boolean;
  /** What a caller must hold. */
  readonly permission?: string;
  /** Not for API keys. */
  readonly session: boolean;
  readonly parameters: readonly Parameter[];
  /** The shape of the body; undefined when there is none. */
  readonly body?: Schema;
  readonly statuses: readonly string[];
}

interface Described {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
  readonly 'x-public'?: boolean;
  readonly 'x-permission'?: string;
  readonly 'x-session'?: boolean;
}

/** What reads before what writes, and what deletes last: each finds what it needs. */
const order = ['GET', 'PATCH', 'PUT', 'POST', 'DELETE'];

/** An OpenAPI document, read for tests that derive their requests from it. */
export class ApiDocument {
  readonly operations: readonly ApiOperation[];
  private readonly schemas: Readonly<Record<string, Schema>>;

  constructor(document: Pick<OpenAPIObject, 'paths' | 'components'>) {
    this.schemas = document.components?.schemas ?? {};
    this.operations = Object.entries(document.paths)
      .flatMap(([path, item]) =>
        Object.entries(item as Record<string, Described>).map(([method, described]) =>
          this.read(method.toUpperCase(), path, described),
        ),
      )
      .toSorted((left, right) => order.indexOf(left.method) - order.indexOf(right.method));
  }

  /** Asks a running application for its document. */
  static async of(url: string): Promise<ApiDocument> {
    return new ApiDocument((await (await fetch(`${url}/openapi.json`)).json()) as OpenAPIObject);
  }

  /** A schema without references at its top. */
  resolve(schema: Schema): Schema {
    const { $ref, allOf, anyOf } = schema;
    const inner =
      $ref === undefined ? (allOf?.[0] ?? anyOf?.[0]) : this.schemas[$ref.split('/').at(-1) ?? ''];
    return inner === undefined ? schema : this.resolve(inner);
  }

  /** A value that a schema allows: its example, or the smallest that fits. Objects hold what they must. */
  sample(schema: Schema): unknown {
    const plain = this.resolve(schema);
    const { properties, required = [], items, minItems = 0 } = plain;
    if (plain.example !== undefined) return plain.example;
    if (properties)
      return Object.fromEntries(required.map((name) => [name, this.sample(properties[name] ?? {})]));
    if (items) return Array.from({ length: minItems }, () => this.sample(items));
    return sampleOfValue(plain);
  }

  private read(method: string, path: string, described: Described): ApiOperation {
    return {
      name: `${method} ${path}`,
      method,
      path,
      public: described['x-public'] === true,
      permission: described['x-permission'],
      session: described['x-session'] === true,
      parameters: described.parameters ?? [],
      body: described.requestBody?.content['application/json']?.schema,
      statuses: Object.keys(described.responses),
    };
  }
}

/** The JSON type of a value that a schema asks for, without `null`. */
export function typeOf({ type }: Schema): string | undefined {
  return Array.isArray(type)
    ? (type as string[]).find((name) => name !== 'null')
    : (type as string | undefined);
}

function sampleOfValue(schema: Schema): unknown {
  const { enum: values, format, minimum = 1, minLength = 1, pattern } = schema;
  if (values) return values[0];
  const type = typeOf(schema);
  if (type === 'integer' || type === 'number') return Math.max(1, minimum);
  if (type === 'boolean') return true;
  if (type === 'object') return {};
  if (format === 'date-time') return '2026-11-21T06:16:00.123Z';
  if (format === 'email') return 'somebody@example.com';
  const known = ['text', 'TXT', 'tx', 'TX', '123456', 'https://example.com/a'];
  const text =
    pattern === undefined ? 'text' : (known.find((word) => new RegExp(pattern).test(word)) ?? 'text');
  return text.length >= minLength ? text : text.padEnd(minLength, 'x');
}
