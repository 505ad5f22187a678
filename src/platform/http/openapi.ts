import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { ErrorDefinition } from '../../kernel/errors.js';
import { forbidden, invalidToken, sessionRequired, unauthenticated } from '../access/access.errors.js';
import { covers, type Deprecation } from './deprecation.js';
import {
  headersTooLarge,
  internalError,
  malformedRequest,
  payloadTooLarge,
  rateLimited,
  staleVersion,
  unavailable,
  unsupportedMediaType,
  uriTooLong,
  validationFailed,
} from './errors.js';
import {
  idempotencyAnswerWithheld,
  idempotencyInProgress,
  idempotencyKeyInvalid,
  idempotencyKeyRequired,
  idempotencyKeyReused,
} from './idempotency/idempotency.errors.js';
import { idempotencyKeyParameter, problemSchema, withExamples } from './openapi-parts.js';

interface Operation {
  parameters?: { name?: string; in?: string; $ref?: string }[];
  requestBody?: object;
  responses: Record<
    string,
    { content?: Record<string, { schema?: { $ref?: string } }>; description?: string }
  >;
  security?: object[];
  deprecated?: boolean;
  'x-public'?: boolean;
  'x-cached'?: boolean;
  'x-permission'?: string;
  'x-session'?: boolean;
  'x-problems'?: ErrorDefinition[];
  'x-idempotency-key'?: 'required' | 'ignored';
}

/** What the document says besides the routes. */
export interface ApiFacts {
  /** Where the API is reached; by default where the document comes from. */
  readonly serverUrl?: string;
  readonly deprecations?: readonly Deprecation[];
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
const bearer = { bearer: [] };

/**
 * The OpenAPI 3.1 document of the routes that this process hosts. Routes declare their own part with `@Operation()`;
 * what holds for all (who may call, standard problems, common headers) is added here from the same metadata that the
 * guards read.
 */
export function describeApi(
  app: NestFastifyApplication,
  { serverUrl, deprecations = [] }: ApiFacts,
): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Mainstay')
    .setDescription(
      'The backend of a shop and its blog: accounts, posts, products, stock, orders and payments behind one versioned REST API.',
    )
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer(serverUrl ?? '/')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: '`accessToken` of POST /api/v1/auth/login',
      },
      'bearer',
    )
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method, version) =>
      `${controller.replace(/Controller$/, '')}_${method}${version ? `_${version}` : ''}`,
  });
  const schemas = ((document.components ??= {}).schemas ??= {});
  for (const [path, item] of Object.entries(document.paths))
    for (const method of methods) {
      const operation = item[method] as Operation | undefined;
      if (!operation) continue;
      const listed = resourceOf(operation, schemas);
      complete(operation, method, path.startsWith('/api/'), listed);
      if (deprecations.some((deprecation) => covers(deprecation, path))) operation.deprecated = true;
    }
  withExamples(document);
  schemas['Problem'] = problemSchema;
  return document;
}

/** Whether a success answers with one resource, which has a version and so an ETag. */
function resourceOf(operation: Operation, schemas: Record<string, object>): boolean {
  const name = operation.responses['200']?.content?.['application/json']?.schema?.$ref?.split('/').at(-1);
  const schema: { properties?: object } | undefined = name === undefined ? undefined : schemas[name];
  return schema?.properties !== undefined && 'version' in schema.properties;
}

function complete(operation: Operation, method: string, limited: boolean, versioned: boolean): void {
  // A public route is open to all, but a known caller may see and do more.
  if (operation['x-public'] === true) operation.security = limited ? [{}, bearer] : [];
  else operation.security = [bearer];
  const problems = [...(operation['x-problems'] ?? []), ...standardProblems(operation, method, limited)];
  delete operation['x-problems'];
  if (takesKey(operation, method, limited))
    (operation.parameters ??= []).push(
      idempotencyKeyParameter(operation['x-idempotency-key'] === 'required'),
    );
  for (const [status, group] of Map.groupBy(problems, (problem) => problem.status)) {
    const distinct = new Map(group.map(({ code, title }) => [code, title]));
    operation.responses[String(status)] = {
      description: [...distinct].map(([code, title]) => `\`${code}\`: ${title}`).join('; '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  // Both have an ETag: what has a version, and what is kept as bytes.
  const tagged = versioned || operation['x-cached'] === true;
  delete operation['x-cached'];
  if (method === 'get' && tagged)
    operation.responses['304'] ??= { description: 'Not modified: `If-None-Match` names the current ETag' };
}

function takesKey(operation: Operation, method: string, limited: boolean): boolean {
  return method === 'post' && limited && operation['x-idempotency-key'] !== 'ignored';
}

function standardProblems(operation: Operation, method: string, limited: boolean): ErrorDefinition[] {
  const conditional = operation.parameters?.some(({ name }) => name === 'If-Match') === true;
  const keyed = takesKey(operation, method, limited);
  return [
    malformedRequest,
    headersTooLarge,
    internalError,
    unavailable,
    ...(limited ? [validationFailed, invalidToken, rateLimited] : []),
    ...(operation['x-public'] === true ? [] : [unauthenticated]),
    ...(operation['x-permission'] === undefined ? [] : [forbidden]),
    ...(operation['x-session'] === undefined ? [] : [sessionRequired]),
    // A body is read also where none is asked for.
    ...(method === 'get' ? [] : [payloadTooLarge, unsupportedMediaType]),
    ...(operation.parameters?.some((parameter) => parameter.in === 'path') ? [uriTooLong] : []),
    ...(keyed
      ? [idempotencyKeyInvalid, idempotencyKeyReused, idempotencyInProgress, idempotencyAnswerWithheld]
      : []),
    ...(operation['x-idempotency-key'] === 'required' ? [idempotencyKeyRequired] : []),
    ...(conditional ? [staleVersion] : []),
  ].map(({ definition }) => definition);
}
