import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ClsServiceManager } from 'nestjs-cls';
import type { Logger } from 'pino';
import { callerOf } from '../access/caller.js';
import { requestKey } from '../access/origin.js';
import { beginQueryCount, queriesSoFar } from '../database/query-count.js';
import { RequestContext, requestContextKey } from './request-context.js';

/** Asked by probes every few seconds: logged only when they fail. */
const quietRoutes = new Set(['/livez', '/readyz', '/metrics']);

/**
 * Opens an async context for each request and writes one line when it is answered: method, route template, status,
 * duration in milliseconds, SQL statements, caller. No path, query, address or body: they may hold personal data.
 */
export function logRequests(server: FastifyInstance, logger: Logger): void {
  const contexts = new WeakMap<FastifyRequest, RequestContext>();
  const queries = new WeakMap<FastifyRequest, () => number>();
  const cls = ClsServiceManager.getClsService();

  server.addHook('onRequest', (request, reply, done) => {
    contexts.set(request, new RequestContext(request.id, request.headers));
    void reply.header('x-request-id', request.id);
    done();
  });
  // Reading the body loses the async context, so it is opened after it; guards and all else come later still.
  server.addHook('preHandler', (request, _reply, done) => {
    cls.run(() => {
      cls.set(requestContextKey, contexts.get(request));
      cls.set(requestKey, request);
      beginQueryCount();
      const store = cls.get();
      queries.set(request, () => cls.runWith(store, queriesSoFar));
      done();
    });
  });
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const level = reply.statusCode >= 500 ? 'error' : 'info';
    if (logger.isLevelEnabled(level) && (!quietRoutes.has(route) || reply.statusCode >= 400)) {
      const line = {
        requestId: request.id,
        traceId: contexts.get(request)?.traceId,
        method: request.method,
        route,
        status: reply.statusCode,
        duration: Math.round(reply.elapsedTime * 10) / 10,
        queries: queries.get(request)?.() ?? 0,
        cache: reply.getHeader('x-cache'),
        caller: callerOf(request)?.userId,
      };
      const message = `${request.method} ${route} ${reply.statusCode} in ${line.duration} ms`;
      logger[level](line, message);
    }
    done();
  });
}
