import { Injectable } from '@nestjs/common';
import { rateLimited } from './errors.js';
import { type RateLimitPolicy, RateLimits } from './rate-limits.js';

/** Counts what a user does, from whatever addresses; beside the quotas of routes, which count by address. */
@Injectable()
export class UserQuotas {
  constructor(private readonly limits: RateLimits) {}

  /** Counts something that a user is about to do. @throws rateLimited */
  async take(policy: RateLimitPolicy, userId: string): Promise<void> {
    if (!this.limits.areOn) return;
    const { admitted, seconds, headers } = await this.limits.take(policy, `user:${userId}`);
    if (admitted) return;
    throw rateLimited(`At most ${policy.limit} in ${policy.windowSeconds} s`, {
      headers: { ...headers, 'retry-after': String(Math.max(1, seconds)) },
    });
  }
}
