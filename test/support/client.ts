import type { OpenApiCheck } from './openapi-check.js';

/** An answer as a test sees it. */
export interface Answer<T = Record<string, never>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** What a request may carry besides its method and path. */
export interface RequestOptions {
  readonly headers?: Record<string, string>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, with the content type that the headers name. */
  readonly raw?: string | Uint8Array<ArrayBuffer>;
}

/** JSON as tests read it: a wrong guess of the shape shows as a failed expectation. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Loose = any;

/** A REST client that holds every answer against the OpenAPI document. */
export class Client {
  constructor(
    readonly url: string,
    readonly check: OpenApiCheck,
    readonly token?: string,
  ) {}

  /** The same client, signed in. */
  as(token: string): Client {
    return new Client(this.url, this.check, token);
  }

  get<T = Loose>(path: string, options?: RequestOptions): Promise<Answer<T>> {
    return this.send('GET', path, options);
  }

  post<T = Loose>(path: string, body?: unknown, options?: RequestOptions): Promise<Answer<T>> {
    return this.send('POST', path, { ...options, body });
  }

  put<T = Loose>(path: string, body?: unknown, options?: RequestOptions): Promise<Answer<T>> {
    return this.send('PUT', path, { ...options, body });
  }

  patch<T = Loose>(path: string, body?: unknown, options?: RequestOptions): Promise<Answer<T>> {
    return this.send('PATCH', path, { ...options, body });
  }

  delete<T = Loose>(path: string, options?: RequestOptions): Promise<Answer<T>> {
    return this.send('DELETE', path, options);
  }

  async send<T = Loose>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
    const { headers = {}, body, raw } = options;
    const response = await fetch(`${this.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
    });
    const type = response.headers.get('content-type');
    const text = await response.text();
    const answer = text === '' ? undefined : /json/.test(type ?? '') ? (JSON.parse(text) as unknown) : text;
    this.check.check(method, path.split('?', 1)[0] ?? path, response.status, type, answer);
    if (response.status === 201 && !response.headers.get('location')?.startsWith('/api/'))
      throw new Error(`${method} ${path} → 201 without the Location of what it has made`);
    return { status: response.status, headers: response.headers, body: answer as T };
  }
}
