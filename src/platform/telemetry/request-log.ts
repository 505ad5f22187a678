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
    const context = contexts.get(request);
    if (context)
      logAnswer(logger, {
        context,
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        duration: reply.elapsedTime,
        queries: queries.get(request)?.() ?? 0,
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
  /** SQL statements; none by default. */
  readonly queries?: number;
  readonly cache?: unknown;
  /** The id of the user. */
  readonly caller?: string | undefined;
}

/** Writes the one line of an answered request. */
export function logAnswer(logger: Logger, { context, ...answer }: AnswerLine): void {
  const { method, route, status, queries = 0 } = answer;
  const level = status >= 500 ? 'error' : 'info';
  if (!logger.isLevelEnabled(level) || (quietRoutes.has(route) && status < 400)) return;
  const { requestId, traceId } = context;
  const duration = Math.round(answer.duration * 10) / 10;
  const message = `${method} ${route} ${status} in ${duration} ms`;
  logger[level]({ requestId, traceId, ...answer, duration, queries }, message);
}
