import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Answers 304 without the body where the client has it already: its `If-None-Match` names the ETag of the answer. */
export function answerConditionally(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    if (!isKnown(request, reply)) return done(null, payload);
    void reply.status(304).removeHeader('content-type').removeHeader('content-length');
    done(null, null);
  });
}

function isKnown({ method, headers }: FastifyRequest, reply: FastifyReply): boolean {
  if (reply.statusCode !== 200 || (method !== 'GET' && method !== 'HEAD')) return false;
  const etag = reply.getHeader('etag');
  return typeof etag === 'string' && knows(headers['if-none-match'], etag);
}

/** Whether an `If-None-Match` names an ETag; the comparison is weak (RFC 9110, section 13.1.2). */
export function knows(header: string | undefined, etag: string): boolean {
  return header?.split(',').some((item) => ['*', etag, `W/${etag}`].includes(item.trim())) === true;
}
