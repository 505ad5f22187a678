import type { FastifyInstance } from 'fastify';
import { notFound, rateLimited } from './errors.js';
import { defaultPolicy, type RateLimitPolicy, type RateLimits } from './rate-limits.js';
import { hasBody } from './request-body.js';
import { routeConfig } from './route-config.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** null: without a quota. */
    rateLimit?: RateLimitPolicy | null;
  }
}

/** Gives a route a quota of its own. */
export const RateLimit = (policy: RateLimitPolicy): MethodDecorator & ClassDecorator =>
  routeConfig({ rateLimit: policy });

/** Leaves a route without a quota: probes come from few addresses, and often. */
export const Unlimited = (): MethodDecorator & ClassDecorator => routeConfig({ rateLimit: null });

/**
 * Counts each request, of whatever the server answers, before its body is read: 429 beyond the quota of the route, and on
 * every answer what is left of it.
 */
export function limitRates(server: FastifyInstance, limits: RateLimits): void {
  server.addHook('onRequest', async (request, reply) => {
    const { rateLimit: policy = defaultPolicy } = request.routeOptions.config ?? {};
    if (limits.areOn && policy !== null) {
      const quota = await limits.takeFrom(request.ip, policy);
      void reply.headers(quota.headers);
      if (!quota.admitted)
        throw rateLimited(`At most ${policy.limit} requests in ${policy.windowSeconds} s`, {
          headers: { 'retry-after': String(Math.max(1, quota.seconds)) },
        });
    }
  });
}

/** A body that is sent to no route is not read at all. */
export function refuseUnknownRoutes(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    done(request.is404 && hasBody(request) ? notFound() : undefined);
  });
}
