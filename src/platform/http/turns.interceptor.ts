import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Semaphore } from 'async-mutex';
import { defer, finalize, from, type Observable, switchMap } from 'rxjs';
import { unavailable } from './errors.js';

/** How many requests of a route may work at once in this process, and how many may wait for their turn. */
export interface Turns {
  readonly atOnce: number;
  readonly waiting: number;
}

const turnsKey = 'turns';

/**
 * Bounds how many requests of a route work at the same time. For a route of many steps: where hundreds of requests are all
 * half way, each waits for the connections of the others at every step, and so does everyone who only reads.
 * Routes with the same `Turns` object share the turns.
 */
export const InTurns = (turns: Turns): MethodDecorator => SetMetadata(turnsKey, turns);

/** Honors {@link InTurns}: first come, first served; 503 for whoever finds the queue full. */
@Injectable()
export class TurnsInterceptor implements NestInterceptor {
  private readonly queues = new WeakMap<Turns, { turns: Semaphore; waiting: number }>();

  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const turns = this.reflector.get<Turns | undefined>(turnsKey, context.getHandler());
    if (turns === undefined) return next.handle();
    return defer(() => from(this.take(turns))).pipe(
      switchMap((release) => next.handle().pipe(finalize(release))),
    );
  }

  private async take(turns: Turns): Promise<() => void> {
    const queue = this.queues.get(turns) ?? { turns: new Semaphore(turns.atOnce), waiting: 0 };
    this.queues.set(turns, queue);
    const mustWait = queue.turns.isLocked();
    if (mustWait && queue.waiting >= turns.waiting)
      throw unavailable(undefined, { headers: { 'retry-after': '2' } });
    if (mustWait) queue.waiting += 1;
    const [, release] = await queue.turns.acquire();
    if (mustWait) queue.waiting -= 1;
    return release;
  }
}
