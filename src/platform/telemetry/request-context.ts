import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What every log line of a request carries. */
export class RequestContext {
  /** How many SQL statements the request has sent. */
  queries: () => number = () => 0;
  private trace: string | undefined;

  constructor(
    readonly requestId: string,
    private readonly headers: IncomingHttpHeaders,
  ) {}

  /** 16 bytes in hex, from the caller's `traceparent` or new: made when somebody asks for it. */
  get traceId(): string {
    return (this.trace ??= traceIdOf(this.headers));
  }
}

/** Where the request and its async context keep the {@link RequestContext}. */
export const requestContextKey: unique symbol = Symbol('request context');

const requestIdForm = /^[\w.:-]{1,128}$/;
const traceparentForm = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}/;

/** The client's `X-Request-Id` when it is harmless in logs and headers, else a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && requestIdForm.test(given) ? given : randomUUID();
}

/** The trace that the request belongs to (W3C Trace Context); a new one when it names none. */
function traceIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['traceparent'];
  return (
    (typeof given === 'string' ? traceparentForm.exec(given)?.[1] : undefined) ??
    randomBytes(16).toString('hex')
  );
}
