import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { newId } from '../../kernel/ids.js';
import { callerOf } from '../access/caller.js';
import type { Configuration } from '../config/configuration.js';
import { requestIdOf } from '../telemetry/request-context.js';
import { defaultBodyLimit, limitBodies } from './body-limit.js';
import { answerConditionally } from './conditional.js';
import { limitConnections } from './connections.js';
import { variesBy } from './cors.js';
import { headersTooLarge, malformedRequest, requestTimeout, unavailable } from './errors.js';
import { limitHandlers } from './handler-limit.js';
import { limitPipelining } from './pipelining.js';
import { problemType, toProblem } from './problem.js';
import { ProblemFilter } from './problem.filter.js';
import { readBodies } from './request-body.js';

const seconds = (count: number): number => count * 1_000;

/** Bounds of one request and one connection; times in milliseconds, sizes in bytes. */
const bounds = {
  headersTimeout: seconds(15),
  requestTimeout: seconds(30),
  handlerTimeout: seconds(30),
  connectionTimeout: seconds(65),
  keepAliveTimeout: seconds(72),
  maxParamLength: 300,
} as const;

/** The HTTP server: Fastify with every bound set, strict input, and problem documents from the first byte on. */
export function createServer(http: Configuration['http']): FastifyAdapter {
  const filter = new ProblemFilter();
  const adapter = new FastifyAdapter({
    trustProxy: http.trustProxy.length > 0 ? http.trustProxy : false,
    bodyLimit: defaultBodyLimit,
    requestTimeout: bounds.requestTimeout,
    connectionTimeout: bounds.connectionTimeout,
    keepAliveTimeout: bounds.keepAliveTimeout,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: bounds.maxParamLength },
    ...(http.tls
      ? { https: { ...http.tls, minVersion: 'TLSv1.2' as const, headersTimeout: bounds.headersTimeout } }
      : { http: { headersTimeout: bounds.headersTimeout } }),
    genReqId: (request: IncomingMessage) => requestIdOf(request.headers),
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      filter.answer(error, request, reply.header('x-request-id', request.id));
    },
    clientErrorHandler: refuseUnreadable,
  });
  const server = adapter.getInstance<FastifyInstance>();
  server.addHook('onRoute', (route) => {
    // Also where Nest has no part in: documents and their files.
    route.errorHandler ??= (error, request, reply) => filter.answer(error, request, reply);
  });
  limitPipelining(server);
  limitBodies(server);
  readBodies(server);
  limitConnections(server.server, http.connections);
  limitHandlers(server, bounds.handlerTimeout, (request, reply) => {
    filter.answer(unavailable('The answer took too long'), request, reply);
  });
  const vary = variesBy(http);
  server.addHook('onSend', (request, reply, _payload, done) => {
    if (request.url.startsWith('/api/')) setCacheHeaders(request, reply, vary);
    done();
  });
  answerConditionally(server);
  return adapter;
}

/** Unless a route says otherwise: answers may be kept by their caller alone, and are asked for again each time. */
function setCacheHeaders(request: FastifyRequest, reply: FastifyReply, vary: string): void {
  const read = request.method === 'GET' || request.method === 'HEAD';
  if (reply.getHeader('cache-control') === undefined)
    void reply.header(
      'cache-control',
      !read ? 'no-store' : callerOf(request) ? 'private, no-cache' : 'no-cache',
    );
  if (read) void reply.header('vary', vary);
}

/** Answers bytes that are not HTTP: no request exists yet, so the answer is written by hand. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const factory =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? headersTooLarge
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? requestTimeout
        : malformedRequest;
  const problem = toProblem(factory(), { path: '/', requestId: newId() });
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\ncontent-type: ${problemType}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
