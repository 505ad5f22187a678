import { afterEach, describe, expect, it } from '@jest/globals';
import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { firstValueFrom, Subject } from 'rxjs';
import { InTurns, TurnsInterceptor } from './turns.interceptor.js';

const shared = { atOnce: 2, waiting: 3, patience: 60_000 };
const hasty = { atOnce: 1, waiting: 3, patience: 20 };

class Routes {
  @InTurns(shared) one(): void {}
  @InTurns(shared) other(): void {}
  @InTurns(hasty) soon(): void {}
  free(): void {}
}
type Route = keyof Routes;

/** Requests that work until they are told to end, at the latest with their test. */
class Requests {
  static all: Requests[] = [];
  private readonly interceptor = new TurnsInterceptor();
  readonly working: Subject<string>[] = [];

  constructor() {
    Requests.all.push(this);
  }

  /** Lets all that work or wait come to their end. */
  static async endAll(): Promise<void> {
    for (const { working } of Requests.all) {
      for (let ended = 0; ended < working.length; ended += 1) {
        working[ended]?.next('done');
        await new Promise(setImmediate);
      }
    }
    Requests.all = [];
  }

  start(route: Route): Promise<unknown> {
    const context = {
      getClass: () => Routes,
      getHandler: () => Routes.prototype[route],
    } as unknown as ExecutionContext;
    const next: CallHandler = {
      handle: () => {
        const work = new Subject<string>();
        this.working.push(work);
        return work;
      },
    };
    return firstValueFrom(this.interceptor.intercept(context, next));
  }

  async settled(): Promise<number> {
    await new Promise(setImmediate);
    return this.working.length;
  }
}

afterEach(() => Requests.endAll());

describe('Turns', () => {
  it('let as many requests work as the routes allow together, and the next when one has ended', async () => {
    const requests = new Requests();
    const answers = (['one', 'other', 'one'] as const).map((route) => requests.start(route));
    expect(await requests.settled()).toBe(2);
    requests.working[0]?.next('done');
    expect(await answers[0]).toBe('done');
    expect(await requests.settled()).toBe(3);
  });

  it('go to the next also when a request fails', async () => {
    const requests = new Requests();
    const answers = [1, 2, 3].map(() => requests.start('one'));
    expect(await requests.settled()).toBe(2);
    requests.working[1]?.error(new Error('broken'));
    await expect(answers[1]).rejects.toThrow('broken');
    expect(await requests.settled()).toBe(3);
  });

  it('refuse whoever finds the queue full', async () => {
    const requests = new Requests();
    for (let n = 0; n < 5; n += 1) void requests.start('one');
    expect(await requests.settled()).toBe(2);
    await expect(requests.start('one')).rejects.toMatchObject({
      definition: { code: 'unavailable', status: 503 },
      headers: { 'retry-after': '2' },
    });
  });

  it('are given up by whoever waited too long, and go to the next one then', async () => {
    const requests = new Requests();
    void requests.start('soon');
    await expect(requests.start('soon')).rejects.toMatchObject({ definition: { code: 'unavailable' } });
    requests.working[0]?.next('done');
    void requests.start('soon');
    expect(await requests.settled()).toBe(2);
  });

  it('are not asked of other routes', async () => {
    const requests = new Requests();
    for (let n = 0; n < 9; n += 1) void requests.start('free');
    expect(await requests.settled()).toBe(9);
  });
});
