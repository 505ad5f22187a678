import type { OpenAPIObject } from '@nestjs/swagger';

/** The parts of a schema that an example is made from. */
interface Schema {
  type?: string | string[];
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: unknown[];
  example?: unknown;
  examples?: unknown[];
  format?: string;
  minimum?: number;
  minLength?: number;
  allOf?: Schema[];
  $ref?: string;
}

/** The header that makes a POST safe to send again. */
export function idempotencyKeyParameter(required: boolean) {
  return {
    name: 'Idempotency-Key',
    in: 'header',
    required,
    description:
      'makes the request safe to send again: the same key and body give the stored answer for 24 hours. Take a UUID ' +
      '(version 4 or 7): a guest whose key could be guessed, such as a number, a date or words, is not told the answer again',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  };
}

/**
 * Gives every request body an example with what must be sent and nothing else: readers of the document would otherwise
 * be offered invented values for all that is optional.
 */
export function withExamples(document: OpenAPIObject): void {
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  for (const [name, schema] of Object.entries(schemas))
    if (name.endsWith('Request')) schema.examples = [exampleOf(schema, schemas)];
}

function exampleOf(schema: Schema, schemas: Record<string, Schema>): unknown {
  const { $ref, allOf, example, properties, required = [], items } = schema;
  if (example !== undefined) return example;
  const target = $ref ?? allOf?.[0]?.$ref;
  if (target !== undefined) return exampleOf(schemas[target.split('/').at(-1) ?? ''] ?? {}, schemas);
  if (properties)
    return Object.fromEntries(required.map((name) => [name, exampleOf(properties[name] ?? {}, schemas)]));
  if (items) return [exampleOf(items, schemas)];
  return plainExample(schema);
}

function plainExample(schema: Schema): unknown {
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (schema.enum) return schema.enum[0];
  if (type === 'integer') return Math.max(1, schema.minimum ?? 1);
  if (type === 'boolean') return true;
  if (schema.format === 'date-time') return '2026-11-21T06:16:00.123Z';
  if (schema.format === 'email') return 'ada@example.com';
  return 'text'.repeat(Math.ceil((schema.minLength ?? 1) / 4));
}

/** What an error answer holds. */
export const problemSchema = {
  type: 'object' as const,
  description: 'What went wrong (RFC 9457)',
  required: ['type', 'title', 'status', 'instance', 'code', 'requestId'],
  properties: {
    type: { type: 'string', example: 'urn:mainstay:problem:validation_failed' },
    title: { type: 'string', example: 'The input is not valid' },
    status: { type: 'integer', example: 400 },
    detail: { type: 'string', example: 'title is required' },
    instance: { type: 'string', example: '/api/v1/posts' },
    code: {
      type: 'string',
      description: 'stable; decide by this, not by the texts',
      example: 'validation_failed',
    },
    requestId: { type: 'string', example: '019a7b3c-5d2e-7f10-8a4b-6c9d0e1f2a3b' },
    errors: {
      type: 'array',
      items: {
        type: 'object' as const,
        required: ['field', 'code', 'message'],
        properties: {
          field: { type: 'string', description: 'the path of the field, such as `tags.0`', example: 'title' },
          code: { type: 'string', example: 'required' },
          message: { type: 'string', example: 'title is required' },
        },
      },
    },
  },
};
