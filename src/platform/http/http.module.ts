import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessGuard } from '../access/access.guard.js';
import { PermissionGuard } from '../access/permission.guard.js';
import { CacheInterceptor } from '../cache/cache.interceptor.js';
import { ConnectionMetrics } from './connection-metrics.js';
import { IdempotencyRecord } from './idempotency/idempotency.entity.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';
import { IdempotencyRepository } from './idempotency/idempotency.repository.js';
import { Idempotency } from './idempotency/idempotency.service.js';
import { ProblemFilter } from './problem.filter.js';
import { RateLimits } from './rate-limits.js';
import { RequestInterceptor } from './request.interceptor.js';
import { ResourceInterceptor } from './resource.interceptor.js';
import { Searches } from './searches.js';
import { TurnsInterceptor } from './turns.interceptor.js';
import { UserQuotas } from './user-quotas.js';
import { InputPipe } from './validation.pipe.js';

/** What every route gets without asking, in this order: caller, permission, turn, cache, headers, idempotency, validation. */
@Module({
  imports: [TypeOrmModule.forFeature([IdempotencyRecord])],
  providers: [
    Idempotency,
    IdempotencyRepository,
    RateLimits,
    ConnectionMetrics,
    TurnsInterceptor,
    Searches,
    UserQuotas,
    CacheInterceptor,
    ResourceInterceptor,
    IdempotencyInterceptor,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_GUARD, useClass: PermissionGuard },
    { provide: APP_INTERCEPTOR, useClass: RequestInterceptor },
    { provide: APP_PIPE, useClass: InputPipe },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
  exports: [Idempotency, RateLimits, Searches, UserQuotas],
})
export class HttpModule {}
