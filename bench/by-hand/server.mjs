/** What all programs by hand have in common: how they start and end, and the headers of their answers. */
import { createHash } from 'node:crypto';
import fastify from 'fastify';

/** A Fastify server that answers `/readyz`. */
export function createServer() {
  const app = fastify();
  app.get('/readyz', () => ({ status: 'ok' }));
  return app;
}

/** Adds the headers of an API that reads from a database: what caches may do, and ETags of single resources. */
export function addHeaders(app) {
  app.addHook('onSend', (request, reply, payload, done) => {
    reply.header('cache-control', request.user ? 'private, no-cache' : 'no-cache');
    reply.header('vary', 'Authorization');
    if (!request.routeOptions.config.etag || reply.statusCode !== 200) return done(null, payload);
    const etag = `"${createHash('sha1').update(payload).digest('base64url')}"`;
    reply.header('etag', etag);
    if (!matches(request.headers['if-none-match'], etag)) return done(null, payload);
    reply.code(304).removeHeader('content-length');
    return done(null, null);
  });
}

/** `If-None-Match` compares weakly (RFC 9110, section 13.1.2). */
function matches(header, etag) {
  if (header === undefined) return false;
  return header.split(',').some((item) => ['*', etag, `W/${etag}`].includes(item.trim()));
}

/** Serves until SIGTERM. */
export async function listen(app) {
  await app.listen({ port: Number(process.env.PORT), host: process.env.HOST });
  process.on('SIGTERM', () => process.exit(0));
}
