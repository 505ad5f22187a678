import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Answers 304 without the body where the client has it already: its `If-None-Match` names the ETag of the answer. */
export function answerConditionally(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    if (!isKnown(request, reply)) return done(null, payload);
    void reply.status(304).removeHeader('content-type').removeHeader('content-length');
    done(null, null);
  });
}

function isKnown(request: FastifyRequest, reply: FastifyReply): boolean {
  const known = request.headers['if-none-match'];
  if (known === undefined || reply.statusCode !== 200) return false;
  const etag = reply.getHeader('etag');
  return (
    (request.method === 'GET' || request.method === 'HEAD') &&
    typeof etag === 'string' &&
    matches(known, etag)
  );
}

/** The comparison is weak (RFC 9110, section 13.1.2). */
function matches(header: string, etag: string): boolean {
  return header.split(',').some((item) => ['*', etag, `W/${etag}`].includes(item.trim()));
}
