import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Configuration } from '../config/configuration.js';

/** A quota: so many requests per client address in a window. Routes that share a name share the quota. */
export interface RateLimitPolicy {
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
}

/** What every route allows that does not say otherwise. */
export const defaultPolicy: RateLimitPolicy = { name: 'default', limit: 600, windowSeconds: 60 };

/** What is left of a quota after a request. */
export interface Quota {
  readonly admitted: boolean;
  /** Until the window begins anew. */
  readonly seconds: number;
  /** What clients are told of it (draft-ietf-httpapi-ratelimit-headers). */
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts requests per client address, in the memory of this process. */
@Injectable()
export class RateLimits {
  private readonly limiters = new Map<string, RateLimiterMemory>();

  constructor(private readonly configuration: Configuration) {}

  /** Whether requests are counted at all. */
  get areOn(): boolean {
    return this.configuration.http.rateLimit;
  }

  /** Counts a request. */
  async take(policy: RateLimitPolicy, address: string): Promise<Quota> {
    const { name, limit, windowSeconds } = policy;
    const count = await this.consume(policy, address);
    const seconds = Math.ceil(count.msBeforeNext / 1_000);
    return {
      admitted: count.consumedPoints <= limit,
      seconds,
      headers: {
        'ratelimit-policy': `"${name}";q=${limit};w=${windowSeconds}`,
        ratelimit: `"${name}";r=${Math.max(0, count.remainingPoints)};t=${seconds}`,
      },
    };
  }

  private async consume(policy: RateLimitPolicy, address: string): Promise<RateLimiterRes> {
    let limiter = this.limiters.get(policy.name);
    if (!limiter) {
      limiter = new RateLimiterMemory({ points: policy.limit, duration: policy.windowSeconds });
      this.limiters.set(policy.name, limiter);
    }
    try {
      return await limiter.consume(address);
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return refused;
      throw refused;
    }
  }
}
