import type { FastifyInstance } from 'fastify';
import { ClsServiceManager } from 'nestjs-cls';
import type { Logger } from 'pino';
import { callerOf } from '../access/caller.js';
import { requestKey } from '../access/origin.js';
import { beginQueryCount } from '../database/query-count.js';
import { RequestContext, requestContextKey } from './request-context.js';

declare module 'fastify' {
  interface FastifyRequest {
    [requestContextKey]?: RequestContext;
  }
}

/** Asked by probes every few seconds: logged only when they fail. */
const quietRoutes = new Set(['/livez', '/readyz', '/metrics']);

/**
 * Opens an async context for each request and writes one line when it is answered: method, route template, status,
 * duration in milliseconds, SQL statements, caller. No path, query, address or body: they may hold personal data.
 */
export function logRequests(server: FastifyInstance, logger: Logger): void {
  // Not in WeakMaps: one entry per request makes the garbage collector stop the process for tens of milliseconds.
  server.decorateRequest(requestContextKey);
  const cls = ClsServiceManager.getClsService();

  server.addHook('onRequest', (request, reply, done) => {
    request[requestContextKey] = new RequestContext(request.id, request.headers);
    void reply.header('x-request-id', request.id);
    done();
  });
  // Reading the body loses the async context, so it is opened after it; guards and all else come later still.
  server.addHook('preHandler', (request, _reply, done) => {
    cls.run(() => {
      const context = request[requestContextKey];
      cls.set(requestContextKey, context);
      cls.set(requestKey, request);
      const queries = beginQueryCount();
      if (context) context.queries = queries;
      done();
    });
  });
  server.addHook('onResponse', (request, reply, done) => {
    const context = request[requestContextKey];
    if (context)
      logAnswer(logger, {
        context,
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        duration: reply.elapsedTime,
        cache: reply.getHeader('x-cache'),
        caller: callerOf(request)?.userId,
      });
    done();
  });
}

/** What the log tells of an answer; `duration` in milliseconds. */
interface AnswerLine {
  readonly context: RequestContext;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly duration: number;
  readonly cache?: unknown;
  /** The id of the user. */
  readonly caller?: string | undefined;
}

/** Writes the one line of an answered request. */
export function logAnswer(logger: Logger, { context, ...answer }: AnswerLine): void {
  const { method, route, status } = answer;
  const level = status >= 500 ? 'error' : 'info';
  if (!logger.isLevelEnabled(level) || (quietRoutes.has(route) && status < 400)) return;
  const { requestId, traceId } = context;
  const queries = context.queries();
  const duration = Math.round(answer.duration * 10) / 10;
  const message = `${method} ${route} ${status} in ${duration} ms`;
  logger[level]({ requestId, traceId, ...answer, duration, queries }, message);
}
