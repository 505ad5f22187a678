import { Injectable } from '@nestjs/common';
import { Semaphore, withTimeout } from 'async-mutex';
import type { FastifyInstance } from 'fastify';
import { rateLimited, unavailable } from './errors.js';
import type { RateLimitPolicy, RateLimits } from './rate-limits.js';

/** How many searches work at once in this process, how many may come at the same moment, and how long they wait in milliseconds. */
const turns = { atOnce: 2, waiting: 30, patience: 5_000 } as const;

/** What lists answer of searches, beside their own quota: requests that name words in `q`. */
const searchPolicy: RateLimitPolicy = { name: 'search', limit: 60, windowSeconds: 60 };

/** Counts searches per client address: 429 beyond their quota. Answers from the cache are not counted. */
export function limitSearches(server: FastifyInstance, limits: RateLimits): void {
  server.addHook('onRequest', async ({ query, ip }) => {
    if (!limits.areOn || (query as { q?: unknown }).q === undefined) return;
    const { admitted, seconds, headers } = await limits.takeFrom(ip, searchPolicy);
    if (admitted) return;
    throw rateLimited(`At most ${searchPolicy.limit} searches in ${searchPolicy.windowSeconds} s`, {
      headers: { ...headers, 'retry-after': String(Math.max(1, seconds)) },
    });
  });
}

/** Lets few searches work at the same time: what they take of the database, all others would wait for. */
@Injectable()
export class Searches {
  private readonly turns = withTimeout(new Semaphore(turns.atOnce), turns.patience, busy());
  private waiting = 0;

  /** @throws unavailable where the queue is full, or the wait too long */
  async inTurn<T>(search: () => Promise<T>): Promise<T> {
    if (this.waiting >= turns.waiting) throw busy();
    this.waiting += 1;
    let release: (() => void) | undefined;
    try {
      [, release] = await this.turns.acquire();
    } finally {
      this.waiting -= 1;
    }
    try {
      return await search();
    } finally {
      release();
    }
  }
}

function busy(): Error {
  return unavailable(undefined, { headers: { 'retry-after': '2' } });
}
