import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { routeSetting } from '../http/route-setting.js';

/** How long the answers of a route are kept, and what they are made of. */
export interface CachePolicy {
  /** Milliseconds. */
  readonly ttl: number;
  /** What `ResponseCache.invalidate` calls what an answer was made of. */
  readonly tags: (body: Buffer) => readonly string[];
}

const setting = routeSetting<CachePolicy>('cache:policy');

/** Milliseconds. */
export const minutes = (count: number): number => count * 60_000;

/**
 * Keeps the answers of a public GET route for everybody who sends no credentials, as the bytes that go out, until their time
 * is over or one of their tags is invalidated. The answer may depend on the address alone.
 * @param tags those of every answer, or a function that tells them from the answer
 */
export function Cached({
  ttl,
  tags,
}: {
  readonly ttl: number;
  readonly tags: readonly string[] | ((answer: never) => readonly string[]);
}): MethodDecorator {
  const policy: CachePolicy = {
    ttl,
    tags: (body) => (typeof tags === 'function' ? tags(JSON.parse(body.toString()) as never) : tags),
  };
  return applyDecorators(setting.set(policy), ApiExtension('x-cached', true));
}

/** What `@Cached` said about a route. */
export const cachePolicyOf = setting.of;
