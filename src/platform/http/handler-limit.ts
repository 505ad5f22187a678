import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const timer: unique symbol = Symbol('handler limit');

declare module 'fastify' {
  interface FastifyRequest {
    [timer]?: NodeJS.Timeout;
  }
}

/**
 * Answers for a handler that is not done within some milliseconds. Fastify's own `handlerTimeout` makes an AbortController
 * for each request and aborts it in the end, which takes longer than all other hooks together.
 */
export function limitHandlers(
  server: FastifyInstance,
  milliseconds: number,
  answer: (request: FastifyRequest, reply: FastifyReply) => void,
): void {
  server.decorateRequest(timer);
  const late = (request: FastifyRequest, reply: FastifyReply): void => {
    const isGone = reply.raw.destroyed;
    if (!reply.sent && !isGone) answer(request, reply);
  };
  server.addHook('onRequest', (request, reply, done) => {
    // Nothing clears it when the client goes away first: it must not keep a process alive that wants to end.
    request[timer] = setTimeout(late, milliseconds, request, reply).unref();
    done();
  });
  server.addHook('onResponse', (request, _reply, done) => {
    clearTimeout(request[timer]);
    done();
  });
}
