import { LRUCache } from 'lru-cache';
import { type Answer, sizeOf } from './answer.js';
import type { RedisLink } from './redis-link.js';

/** Answers in the memory of this process; the least recently used ones are forgotten first. */
export class MemoryStore extends LRUCache<string, Answer> {
  /** @param maxSize bytes that all answers may take together */
  constructor(maxSize: number) {
    super({ maxSize, sizeCalculation: (answer, key) => sizeOf(key, answer) });
  }
}

/** The store behind the memory of all processes, for Keyv: Redis. While that is away, or where there is none, it is empty. */
export function sharedStore(link: RedisLink | undefined) {
  const keyOf = (key: string): string => `mainstay:cache:${key}`;
  return {
    get: async (key: string) => (await link?.ask((redis) => redis.get(keyOf(key)))) ?? undefined,
    set: async (key: string, value: string, ttl?: number) => {
      const expiration = ttl === undefined ? {} : { expiration: { type: 'PX' as const, value: ttl } };
      return (await link?.ask((redis) => redis.set(keyOf(key), value, expiration))) === 'OK';
    },
    delete: async (key: string) => (await link?.ask((redis) => redis.del(keyOf(key)))) === 1,
    // Other processes use what is there.
    clear: async () => undefined,
  };
}
