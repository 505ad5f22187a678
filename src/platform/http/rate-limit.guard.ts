import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { rateLimited } from './errors.js';
import { defaultPolicy, type RateLimitPolicy, RateLimits } from './rate-limits.js';
import { routeSetting } from './route-setting.js';

const setting = routeSetting<RateLimitPolicy | null>('rate-limit');

/** Gives a route a quota of its own. */
export const RateLimit = (policy: RateLimitPolicy): MethodDecorator & ClassDecorator => setting.set(policy);

/** Leaves a route without a quota: probes come from few addresses, and often. */
export const Unlimited = (): MethodDecorator & ClassDecorator => setting.set(null);

/** Answers 429 beyond the quota of a route, and says on every answer what is left of it. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(private readonly limits: RateLimits) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const own = this.limits.areOn ? setting.of(context) : null;
    return own === null || this.take(context, own ?? defaultPolicy);
  }

  private async take(context: ExecutionContext, policy: RateLimitPolicy): Promise<boolean> {
    const http = context.switchToHttp();
    const quota = await this.limits.take(policy, http.getRequest<FastifyRequest>().ip);
    void http.getResponse<FastifyReply>().headers(quota.headers);
    if (quota.admitted) return true;
    throw rateLimited(`At most ${policy.limit} requests in ${policy.windowSeconds} s`, {
      headers: { 'retry-after': String(Math.max(1, quota.seconds)) },
    });
  }
}
