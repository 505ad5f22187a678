import { hash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { callerOf } from '../access/caller.js';
import { Configuration } from '../config/configuration.js';
import { variesBy } from '../http/cors.js';
import type { Content } from './answer.js';
import { Answers } from './answers.js';
import { type CachePolicy, cachePolicyOf } from './cached.js';
import { canonicalAddress, queryShapeOf } from './canonical-address.js';

/** Answers `@Cached` routes from the cache, or makes the answer for it. */
@Injectable()
export class CacheInterceptor implements NestInterceptor {
  /** What the server says of every answer to a reader without credentials. */
  private readonly anonymous: readonly string[];

  constructor(
    private readonly answers: Answers,
    private readonly configuration: Configuration,
  ) {
    this.anonymous = ['cache-control', 'no-cache', 'vary', variesBy(configuration.http)];
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const policy = this.configuration.cache.on ? cachePolicyOf(context) : undefined;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    if (!policy || request.method !== 'GET' || callerOf(request)) return next.handle();
    const address = canonicalAddress(request.url, request.query as object, queryShapeOf(context));
    if (address === undefined) return next.handle();
    this.answers.learn(request.url, address);
    return from(this.answer(address, policy, request, http.getResponse<FastifyReply>(), next));
  }

  private async answer(
    address: string,
    policy: CachePolicy,
    request: FastifyRequest,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    let value: unknown;
    const found = await this.answers.get(address, policy, async () => {
      value = await lastValueFrom(next.handle(), { defaultValue: undefined });
      return contentOf(value, request, reply, this.anonymous);
    });
    if (!found) return value;
    const { body, headers } = found.answer;
    for (let index = 0; index < headers.length; index += 2)
      void reply.header(String(headers[index]), headers[index + 1]);
    void reply.header('x-cache', found.state);
    return body;
  }
}

/** What may be kept of an answer; nothing of a redirect. */
function contentOf(
  value: unknown,
  { routeOptions }: FastifyRequest,
  reply: FastifyReply,
  further: readonly string[],
): Content | undefined {
  if (reply.statusCode !== 200 || value === undefined) return undefined;
  const body = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  const etag = String(reply.getHeader('etag') ?? `"${hash('sha1', body, 'base64url').slice(0, 16)}"`);
  const link = reply.getHeader('link');
  const headers = ['content-type', 'application/json; charset=utf-8', 'etag', etag, ...further];
  if (link !== undefined) headers.push('link', String(link));
  return { body, etag, headers, route: routeOptions.url ?? 'none' };
}
