import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Configuration } from '../config/configuration.js';
import { networksOf } from './client-network.js';

/** A quota: so many requests per client in a window. Routes that share a name share the quota. */
export interface RateLimitPolicy {
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
}

/** What every route allows that does not say otherwise. */
export const defaultPolicy: RateLimitPolicy = { name: 'default', limit: 600, windowSeconds: 60 };

/** A wide network of IPv6 (/48) may send this many times as much as a narrow one (/64). */
export const wideNetworkFactor = 8;

/** How many clients are counted at a time; beyond that, those who were not seen for longest are forgotten. */
export const countedClients = 50_000;

/** What is left of a quota after a request. */
export interface Quota {
  readonly admitted: boolean;
  /** Until the window begins anew. */
  readonly seconds: number;
  /** What clients are told of it (draft-ietf-httpapi-ratelimit-headers). */
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts requests per client, in the memory of this process. */
@Injectable()
export class RateLimits {
  private readonly limiters = new Map<string, RateLimiterMemory>();
  /** Which limiter counts a client, by both names. The limiters themselves have no bound. */
  private readonly counted = new LRUCache<string, () => void>({
    max: countedClients,
    dispose: (forget, _key, reason) => {
      if (reason === 'evict') forget();
    },
  });

  constructor(private readonly configuration: Configuration) {}

  /** Whether requests are counted at all. */
  get areOn(): boolean {
    return this.configuration.http.rateLimit;
  }

  /** Counts a request from a client address, for the network that the client can send from. */
  async takeFrom(address: string, policy: RateLimitPolicy): Promise<Quota> {
    const [network = address, wide] = networksOf(address);
    const quota = await this.take(policy, network);
    if (wide === undefined || !quota.admitted) return quota;
    const limit = policy.limit * wideNetworkFactor;
    const ofWide = await this.take({ ...policy, name: `${policy.name}-wide`, limit }, wide);
    return ofWide.admitted ? quota : ofWide;
  }

  /** Counts a request of a client who goes by some name, such as the id of a user. */
  async take(policy: RateLimitPolicy, client: string): Promise<Quota> {
    const { name, limit, windowSeconds } = policy;
    const count = await this.consume(policy, client);
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

  private async consume(policy: RateLimitPolicy, client: string): Promise<RateLimiterRes> {
    const limiter = this.limiterOf(policy);
    const key = `${policy.name} ${client}`;
    if (this.counted.get(key) === undefined) this.counted.set(key, () => void limiter.delete(client));
    try {
      return await limiter.consume(client);
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return refused;
      throw refused;
    }
  }

  private limiterOf({ name, limit, windowSeconds }: RateLimitPolicy): RateLimiterMemory {
    const known = this.limiters.get(name);
    if (known) return known;
    const limiter = new RateLimiterMemory({ points: limit, duration: windowSeconds, keyPrefix: name });
    this.limiters.set(name, limiter);
    return limiter;
  }
}
