import { hash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { locationOf } from './operation.js';

/**
 * Headers that follow from the body: an ETag for one resource (`version` and a digest of the representation, so that it
 * serves `If-Match` and `If-None-Match` alike), `Location` of a new one, and a `Link` to the next page of a list (RFC 8288).
 */
@Injectable()
export class ResourceInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      map((body: unknown) => {
        if (reply.statusCode === 201) locate(body, locationOf(context), request, reply);
        return this.complete(body, request, reply);
      }),
    );
  }

  private complete(body: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
    if (typeof body !== 'object' || body === null) return body;
    if ('page' in body) linkNext(body.page as { next: string | null }, request, reply);
    if (!('version' in body) || typeof body.version !== 'number') return body;

    const text = JSON.stringify(body);
    const etag = `"${body.version}-${hash('sha1', text, 'base64url').slice(0, 16)}"`;
    void reply.header('etag', etag).type('application/json; charset=utf-8');
    return text;
  }
}

/** RFC 9110, section 10.2.2. */
function locate(
  body: unknown,
  template: string | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const [path = ''] = request.url.split('?', 1);
  const [fields, parameters] = [body, request.params] as Record<string, string>[];
  const place = (template ?? `${path}/{id}`)
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(fields?.[name] ?? ''))
    .replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(parameters?.[name] ?? ''));
  void reply.header('location', place);
}

function linkNext(page: { next: string | null }, request: FastifyRequest, reply: FastifyReply): void {
  if (page.next === null) return;
  const url = new URL(request.url, 'http://localhost');
  url.searchParams.set('cursor', page.next);
  void reply.header('link', `<${url.pathname}${url.search}>; rel="next"`);
}
