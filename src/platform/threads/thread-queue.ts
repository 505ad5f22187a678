import type { Worker } from 'node:worker_threads';
import { unavailable } from '../http/errors.js';
import type { Answered, Asked, Ready } from './serve-thread.js';

/** Times in milliseconds. */
export interface ThreadLimits {
  /** Processor time of one task, where the limits were measured; a slower machine gets as much more. */
  readonly time: number;
  /** How long a task may wait and work in all. */
  readonly patience: number;
  /** How many tasks may wait. */
  readonly waiting: number;
  /** How long a thread without work is kept. */
  readonly idle: number;
}

/** What rejects a task that took more processor time than it may. */
export class TaskTooLong extends Error {
  override readonly name = 'TaskTooLong';
}

/** A task on its way. */
interface Job<Task, Result> {
  readonly task: Task;
  readonly settle: { resolve(result: Result): void; reject(error: Error): void };
  isOver: boolean;
}

/**
 * Work that may take long, away from the event loop: one task after the other in a thread that is started with the first one.
 * Who asks for much waits for that: everybody who waits has one task done in turn. What counts is the processor time of the
 * thread, so that a busy machine is not taken for a task that is too long.
 */
export class ThreadQueue<Task, Result> {
  private readonly waiting = new Map<string, Job<Task, Result>[]>();
  private count = 0;
  private thread: Worker | undefined;
  private ready: Ready | undefined;
  /** What the first thread measured. */
  private slowness: number | undefined;
  private current: Job<Task, Result> | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** @param start starts a thread whose file calls `serveThread`, with this data */
  constructor(
    private readonly start: (data: Partial<Ready>) => Worker,
    private readonly limits: ThreadLimits,
  ) {}

  /**
   * @param who shares the thread fairly with the others
   * @throws TaskTooLong, unavailable when too many tasks wait, or the machine is too busy to do it in time
   */
  async run(task: Task, who: string): Promise<Result> {
    if (this.count >= this.limits.waiting) throw busy();
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Result>((resolve, reject) => {
        const job = { task, settle: { resolve, reject }, isOver: false };
        timer = setTimeout(() => this.giveUp(job), this.limits.patience);
        this.waiting.set(who, [...(this.waiting.get(who) ?? []), job]);
        this.count += 1;
        this.next();
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the thread; what is under way or waits is told to come again. */
  async close(): Promise<void> {
    this.refuseAll(busy());
    await this.end();
  }

  private refuseAll(reason: Error): void {
    for (const job of [...this.waiting.values()].flat()) job.settle.reject(reason);
    this.waiting.clear();
    this.count = 0;
  }

  private next(): void {
    if (this.current) return;
    this.thread ??= this.begin();
    if (!this.ready) return;
    clearTimeout(this.timer);
    const job = this.take();
    if (!job) {
      this.timer = setTimeout(() => void this.end(), this.limits.idle).unref();
      return;
    }
    this.current = job;
    const limit = this.limits.time * this.ready.slowness;
    const asked: Asked<Task> = { task: job.task, limit };
    this.thread.postMessage(asked, []);
    this.watch(job, this.ready.spent, limit);
  }

  /** The next task: of those who wait, the one whose turn was the longest ago. */
  private take(): Job<Task, Result> | undefined {
    for (const [who, jobs] of this.waiting) {
      this.waiting.delete(who);
      const left = jobs.filter(({ isOver }) => !isOver);
      const job = left.shift();
      this.count -= jobs.length - left.length;
      if (left.length > 0) this.waiting.set(who, left);
      if (job) return job;
    }
    return undefined;
  }

  private begin(): Worker {
    const thread = this.start(this.slowness === undefined ? {} : { slowness: this.slowness });
    thread.unref();
    thread.on('message', (message: Ready | Answered<Result>) => {
      if (thread === this.thread) this.hear(message);
    });
    thread.on('error', (error: NodeJS.ErrnoException) => {
      if (thread !== this.thread) return;
      if (!this.ready) this.refuseAll(error);
      const isTooMuch = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      void this.end(isTooMuch ? new TaskTooLong('The thread ran out of memory') : error);
    });
    return thread;
  }

  private hear(message: Ready | Answered<Result>): void {
    if ('slowness' in message) {
      this.ready = message;
      this.slowness = message.slowness;
    } else {
      const job = this.current;
      this.current = undefined;
      this.ready = this.ready && { ...this.ready, spent: message.spent };
      if (message.isOver) job?.settle.reject(new TaskTooLong());
      else if (message.fault !== undefined) job?.settle.reject(new Error(message.fault));
      else job?.settle.resolve(message.result as Result);
    }
    this.next();
  }

  /** The task watches its time itself; the thread is ended where it does not come to look. */
  private watch(job: Job<Task, Result>, before: number, limit: number): void {
    const { thread } = this;
    const grace = limit / 10;
    const look = async (): Promise<void> => {
      const usage = await thread?.cpuUsage();
      if (job !== this.current || !usage) return;
      const left = limit + grace - ((usage.user + usage.system) / 1_000 - before);
      if (left <= 0) await this.end(new TaskTooLong());
      else lookIn(left);
    };
    const lookIn = (time: number): void => {
      this.timer = setTimeout(() => void look().catch(() => undefined), Math.max(5, time));
    };
    lookIn(limit + grace);
  }

  private giveUp(job: Job<Task, Result>): void {
    job.isOver = true;
    if (job === this.current) void this.end(busy());
    else job.settle.reject(busy());
  }

  /** Ends the thread, and with it what it does; the next task starts another. */
  private async end(reason: Error = busy()): Promise<void> {
    const { thread, current } = this;
    clearTimeout(this.timer);
    this.thread = undefined;
    this.ready = undefined;
    this.current = undefined;
    current?.settle.reject(reason);
    await thread?.terminate();
    if (this.count > 0) this.next();
  }
}

function busy(): Error {
  return unavailable(undefined, { headers: { 'retry-after': '2' } });
}
