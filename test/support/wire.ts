import { Agent, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import type { WireRequest } from './api-fuzz.js';

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly retryAfter?: string;
  readonly text: string;
}

/** Sends requests as they are: no client corrects their paths and headers. */
export class Wire {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 16 });

  constructor(private readonly url: string) {}

  /** @throws Error when there is no answer within 20 s */
  send({ method, path, headers, body }: WireRequest, token?: string): Promise<WireAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<WireAnswer>();
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const { hostname, port } = new URL(this.url);
    const sent = httpRequest(
      {
        agent: this.agent,
        hostname,
        port,
        method,
        path,
        headers: { ...headers, ...authorization, ...length },
        timeout: 20_000,
      },
      (response) => {
        text(response).then(
          (content) =>
            resolve({
              status: response.statusCode ?? 0,
              type: response.headers['content-type'] ?? null,
              retryAfter: response.headers['retry-after'],
              text: content,
            }),
          reject,
        );
      },
    );
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error('no answer within 20 s')));
    sent.end(body);
    return promise;
  }

  close(): void {
    this.agent.destroy();
  }
}
