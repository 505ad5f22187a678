import { hash } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { RateLimitPolicy } from './rate-limits.js';

/** It is large, and rarely asked for twice: it has an ETag. */
const quota: RateLimitPolicy = { name: 'openapi', limit: 60, windowSeconds: 60 };

const documentUrl = '/openapi.json';

/**
 * Serves the OpenAPI document at `/openapi.json`, as bytes that are made once, and Swagger UI at `/docs`, which reads it from
 * there.
 */
export function serveDocuments(app: NestFastifyApplication, describe: () => OpenAPIObject): void {
  const server = app.getHttpAdapter().getInstance();
  let made: { body: Buffer; etag: string } | undefined;
  server.get(documentUrl, { config: { rateLimit: quota } }, (_request, reply) => {
    made ??= bytesOf(describe());
    return reply
      .headers({ etag: made.etag, 'cache-control': 'no-cache' })
      .type('application/json; charset=utf-8')
      .send(made.body);
  });
  // A document that is given here would be written into a script of the page as well.
  SwaggerModule.setup('docs', app, {} as OpenAPIObject, {
    raw: false,
    swaggerUrl: documentUrl,
    customSiteTitle: 'Mainstay API',
    swaggerOptions: { persistAuthorization: true },
  });
  server.get('/', (_request, reply) => reply.redirect('/docs'));
}

function bytesOf(document: OpenAPIObject): { body: Buffer; etag: string } {
  const body = Buffer.from(JSON.stringify(document));
  return { body, etag: `"${hash('sha1', body, 'base64url').slice(0, 16)}"` };
}
