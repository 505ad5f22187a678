import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Semaphore, type SemaphoreInterface, withTimeout } from 'async-mutex';
import { defer, finalize, from, type Observable, switchMap } from 'rxjs';
import { unavailable } from './errors.js';
import { routeSetting } from './route-setting.js';

/** How many requests of a route may work at once in this process, how many may wait for their turn, and how long. */
export interface Turns {
  readonly atOnce: number;
  readonly waiting: number;
  /** Milliseconds. Who waited so long is told to come back, while nothing is done yet. */
  readonly patience: number;
}

/**
 * For lists whose pages may be large: what all that are under way have read lies in memory at the same time. Enough for all
 * connections of the database to be busy.
 */
export const listTurns: Turns = { atOnce: 8, waiting: 500, patience: 10_000 };

const setting = routeSetting<Turns>('turns');

/**
 * Bounds how many requests of a route work at the same time. For a route of many steps: where hundreds of requests are all
 * half way, each waits for the connections of the others at every step, and so does everyone who only reads.
 * Routes with the same `Turns` object share the turns.
 */
export const InTurns = (turns: Turns): MethodDecorator => setting.set(turns);

/** Honors {@link InTurns}: first come, first served; 503 for whoever finds the queue full or waits in it too long. */
@Injectable()
export class TurnsInterceptor implements NestInterceptor {
  private readonly queues = new WeakMap<Turns, { turns: SemaphoreInterface; waiting: number }>();

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const turns = setting.of(context);
    if (turns === undefined) return next.handle();
    return defer(() => from(this.take(turns))).pipe(
      switchMap((release) => next.handle().pipe(finalize(release))),
    );
  }

  private queueOf(turns: Turns): { turns: SemaphoreInterface; waiting: number } {
    const known = this.queues.get(turns);
    if (known) return known;
    const queue = {
      turns: withTimeout(new Semaphore(turns.atOnce), turns.patience, busy()),
      waiting: 0,
    };
    this.queues.set(turns, queue);
    return queue;
  }

  private async take(turns: Turns): Promise<() => void> {
    const queue = this.queueOf(turns);
    if (!queue.turns.isLocked()) return (await queue.turns.acquire())[1];
    if (queue.waiting >= turns.waiting) throw busy();
    queue.waiting += 1;
    try {
      return (await queue.turns.acquire())[1];
    } finally {
      queue.waiting -= 1;
    }
  }
}

function busy(): Error {
  return unavailable(undefined, { headers: { 'retry-after': '2' } });
}
