import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import proxyAddress from '@fastify/proxy-addr';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Configuration } from '../config/configuration.js';
import type { Drain } from '../health/drain.js';
import { knows } from '../http/conditional.js';
import { defaultPolicy, type RateLimits } from '../http/rate-limits.js';
import { secureDataHeaders } from '../http/secure-headers.js';
import { logAnswer } from '../telemetry/request-log.js';
import { RequestContext, requestIdOf } from '../telemetry/request-context.js';
import type { Answers, Found } from './answers.js';

/** What it takes to answer from memory. */
interface Parts {
  readonly answers: Answers;
  readonly limits: RateLimits;
  readonly drain: Drain;
  readonly logger: Logger;
}

/**
 * Answers from memory before anything else looks at a request: who sends no credentials and asks for an address that is known
 * gets the stored bytes, without Fastify and Nest, which take several times as long. All else goes on to them, and so does who
 * comes from a page of another origin, is over the quota, or asks a process that is going away. Cached routes have the default quota.
 */
export function answerFromMemory(server: FastifyInstance, { http }: Configuration, parts: Parts): void {
  const { answers, limits, drain, logger } = parts;
  const secure = Object.entries(secureDataHeaders(http)).flat();
  const trusted = proxyAddress.compile(http.trustProxy);

  const send = (
    { answer, state }: Found,
    request: IncomingMessage,
    response: ServerResponse,
    quota: Readonly<Record<string, string>> = {},
  ): void => {
    const context = new RequestContext(requestIdOf(request.headers), request.headers);
    const isKnown = knows(request.headers['if-none-match'], answer.etag);
    const status = isKnown ? 304 : 200;
    const headers = [...secure, ...answer.headers, 'x-cache', state, 'x-request-id', context.requestId];
    for (const [name, value] of Object.entries(quota)) headers.push(name, value);
    if (!isKnown) headers.push('content-length', String(answer.body.length));
    response.writeHead(status, headers).end(isKnown ? undefined : answer.body);
    logAnswer(logger, { context, method: 'GET', route: answer.route, status, duration: 0, cache: state });
  };

  const [route] = server.server.listeners('request') as [RequestListener];
  server.server.removeAllListeners('request').on('request', (request, response) => {
    const { method, url, headers } = request;
    const isPlain = method === 'GET' && headers.authorization === undefined && headers.origin === undefined;
    const found = isPlain && !drain.active ? answers.findAt(url ?? '') : undefined;
    if (!found) return route(request, response);
    if (!limits.areOn) return send(found, request, response);
    limits.takeFrom(proxyAddress(request, trusted), defaultPolicy).then(
      (quota) => (quota.admitted ? send(found, request, response, quota.headers) : route(request, response)),
      (error: unknown) => response.destroy(error as Error),
    );
  });
}
