import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Configuration } from '../config/configuration.js';
import { rateLimited } from './errors.js';

/** A quota: so many requests per client address in a window. Routes that share a name share the quota. */
export interface RateLimitPolicy {
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
}

/** What every route allows that does not say otherwise. */
const defaultPolicy: RateLimitPolicy = { name: 'default', limit: 600, windowSeconds: 60 };

const policyKey = 'rate-limit';

/** Gives a route a quota of its own. */
export const RateLimit = (policy: RateLimitPolicy): MethodDecorator & ClassDecorator =>
  SetMetadata(policyKey, policy);

/** Leaves a route without a quota: probes come from few addresses, and often. */
export const Unlimited = (): MethodDecorator & ClassDecorator => SetMetadata(policyKey, null);

/**
 * Counts requests per client address and answers 429 beyond the quota. Says so in `RateLimit-Policy` and `RateLimit`
 * (draft-ietf-httpapi-ratelimit-headers) on every answer. The count is held in the memory of this process.
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly limiters = new Map<string, RateLimiterMemory>();

  constructor(
    private readonly reflector: Reflector,
    private readonly configuration: Configuration,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (!this.configuration.http.rateLimit) return true;
    const policy = this.policyOf(context);
    if (policy === null) return true;
    const http = context.switchToHttp();
    const count = await this.consume(policy, http.getRequest<FastifyRequest>().ip);
    const seconds = Math.ceil(count.msBeforeNext / 1_000);
    void http.getResponse<FastifyReply>().headers({
      'ratelimit-policy': `"${policy.name}";q=${policy.limit};w=${policy.windowSeconds}`,
      ratelimit: `"${policy.name}";r=${Math.max(0, count.remainingPoints)};t=${seconds}`,
    });
    if (count.consumedPoints <= policy.limit) return true;
    throw rateLimited(`At most ${policy.limit} requests in ${policy.windowSeconds} s`, {
      headers: { 'retry-after': String(Math.max(1, seconds)) },
    });
  }

  private policyOf(context: ExecutionContext): RateLimitPolicy | null {
    const targets = [context.getHandler(), context.getClass()];
    const own = this.reflector.getAllAndOverride<RateLimitPolicy | null | undefined>(policyKey, targets);
    return own === undefined ? defaultPolicy : own;
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
