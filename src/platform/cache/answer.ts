import type { Marks } from './generations.js';

/** An answer as it goes out, with what tells how long it may. Times are milliseconds since 1970. */
export interface Answer {
  /** UTF-8. */
  readonly body: Buffer;
  readonly etag: string;
  /** What belongs to the body, the ETag included: name, value, name, value, as Node takes them. */
  readonly headers: readonly string[];
  /** The template of its route, for logs. */
  readonly route: string;
  readonly marks: Marks;
  readonly madeAt: number;
  /** After it the answer is made anew; until that is done the old one goes out. */
  readonly freshUntil: number;
}

/** What clients read in `X-Cache`: made for another request, made for this one, or out of date by time and being made anew. */
export type CacheState = 'HIT' | 'MISS' | 'STALE';

/** What a route answers, before it is known how long that may go out. */
export type Content = Omit<Answer, 'marks' | 'madeAt' | 'freshUntil'>;

/** An answer as text, for stores outside of this process. */
export type WrittenAnswer = Omit<Answer, 'body'> & { readonly body: string };

export function write(answer: Answer): WrittenAnswer {
  return { ...answer, body: answer.body.toString() };
}

export function read(written: WrittenAnswer): Answer {
  return { ...written, body: Buffer.from(written.body) };
}

/** Bytes that an answer takes in memory, roughly. */
export function sizeOf(key: string, { body, headers }: Answer): number {
  const overhead = 500;
  return overhead + key.length + body.length + headers.join('').length;
}
