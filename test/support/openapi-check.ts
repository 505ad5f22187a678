import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { default as addFormats } from 'ajv-formats';
import type { OpenAPIObject } from '@nestjs/swagger';

interface DocumentedResponse {
  content?: Record<string, { schema: object }>;
}
interface DocumentedOperation {
  responses: Record<string, DocumentedResponse>;
}

/** Checks answers against an OpenAPI document: the path, the status, the media type and every field are in it. */
export class OpenApiCheck {
  private readonly ajv: Ajv2020;
  private readonly validators = new Map<object, ValidateFunction>();
  private readonly paths: { pattern: RegExp; template: string; item: Record<string, DocumentedOperation> }[];

  constructor(document: OpenAPIObject) {
    this.ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(this.ajv);
    this.ajv.addSchema({ $id: 'api', components: closed(document.components) });
    this.paths = Object.entries(document.paths)
      .map(([template, item]) => ({
        template,
        pattern: new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
        item: item as Record<string, DocumentedOperation>,
      }))
      // A literal path goes before a template that also matches it.
      .sort((a, b) => a.template.split('{').length - b.template.split('{').length);
  }

  /** @throws Error that says what is not documented */
  check(method: string, path: string, status: number, type: string | null, body: unknown): void {
    const where = `${method} ${path} → ${status}`;
    const found = this.paths.find(({ pattern, item }) => pattern.test(path) && item[method.toLowerCase()]);
    if (!found) {
      if (status === 404 || status === 405) return;
      throw new Error(`${where}: the path is not in the OpenAPI document`);
    }
    const response = found.item[method.toLowerCase()]?.responses[String(status)];
    if (!response)
      throw new Error(
        `${where}: the status is not documented for ${found.template}: ${JSON.stringify(body)}`,
      );
    if (!response.content) {
      if (body !== undefined && body !== '') throw new Error(`${where}: a body is not documented`);
      return;
    }
    const media = type?.split(';', 1)[0] ?? 'none';
    const schema = response.content[media]?.schema;
    if (!schema) throw new Error(`${where}: the type ${media} is not documented`);
    const validate = this.validators.get(schema) ?? this.ajv.compile(absolute(schema));
    this.validators.set(schema, validate);
    if (!validate(body))
      throw new Error(`${where}: ${this.ajv.errorsText(validate.errors)}\n${JSON.stringify(body, null, 2)}`);
  }
}

/** Answers hold only what their shape lists; problems alone may have further members. */
function closed(components: OpenAPIObject['components']): unknown {
  const copy = structuredClone(components) ?? {};
  for (const [name, schema] of Object.entries(copy.schemas ?? {}))
    if (name !== 'Problem' && 'properties' in schema) Object.assign(schema, { additionalProperties: false });
  return copy;
}

function absolute(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components')) as object;
}
