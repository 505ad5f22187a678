import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { CacheInterceptor } from '../cache/cache.interceptor.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';
import { ResourceInterceptor } from './resource.interceptor.js';
import { TurnsInterceptor } from './turns.interceptor.js';

/**
 * What happens around every handler, from the outside in: its turn, the cache, headers that follow from the answer, idempotency.
 * They are called here one by the other: Nest would wrap each of them, whether it has something to do or not.
 */
@Injectable()
export class RequestInterceptor implements NestInterceptor {
  private readonly steps: readonly NestInterceptor[];

  constructor(
    turns: TurnsInterceptor,
    cache: CacheInterceptor,
    resource: ResourceInterceptor,
    idempotency: IdempotencyInterceptor,
  ) {
    this.steps = [idempotency, resource, cache, turns];
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    let inner = next;
    for (const step of this.steps) {
      const around = inner;
      inner = { handle: () => step.intercept(context, around) as Observable<unknown> };
    }
    return inner.handle();
  }
}
