import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { rateLimited } from './errors.js';
import { defaultPolicy, type RateLimitPolicy, RateLimits } from './rate-limits.js';

const policyKey = 'rate-limit';

/** Gives a route a quota of its own. */
export const RateLimit = (policy: RateLimitPolicy): MethodDecorator & ClassDecorator =>
  SetMetadata(policyKey, policy);

/** Leaves a route without a quota: probes come from few addresses, and often. */
export const Unlimited = (): MethodDecorator & ClassDecorator => SetMetadata(policyKey, null);

/** Answers 429 beyond the quota of a route, and says on every answer what is left of it. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const policy = this.limits.areOn ? this.policyOf(context) : null;
    if (policy === null) return true;
    const http = context.switchToHttp();
    const quota = await this.limits.take(policy, http.getRequest<FastifyRequest>().ip);
    void http.getResponse<FastifyReply>().headers(quota.headers);
    if (quota.admitted) return true;
    throw rateLimited(`At most ${policy.limit} requests in ${policy.windowSeconds} s`, {
      headers: { 'retry-after': String(Math.max(1, quota.seconds)) },
    });
  }

  private policyOf(context: ExecutionContext): RateLimitPolicy | null {
    const targets = [context.getHandler(), context.getClass()];
    const own = this.reflector.getAllAndOverride<RateLimitPolicy | null | undefined>(policyKey, targets);
    return own === undefined ? defaultPolicy : own;
  }
}
