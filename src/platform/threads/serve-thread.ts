import { parentPort, workerData } from 'node:worker_threads';

/** What a thread says once it can take tasks. */
export interface Ready {
  /** How many times as long as where the limits were measured work takes here; at least 1. */
  readonly slowness: number;
  /** Processor time that the thread has taken since it began, in milliseconds. */
  readonly spent: number;
}

/** A task and the processor time that it may take, in milliseconds. */
export interface Asked<Task> {
  readonly task: Task;
  readonly limit: number;
}

/** How a task ended: with its result, over its limit, or with a fault in the program. */
export interface Answered<Result> {
  readonly result?: Result;
  readonly isOver?: boolean;
  readonly fault?: string;
  readonly spent: number;
}

/** What ends a task that has taken more than its processor time. */
class OverLimit extends Error {}

/**
 * For the file of a worker thread that a `ThreadQueue` starts: does one task after the other.
 * @param measure the slowness of the machine, by work that also leaves the program warm; the first thread's result counts
 * @param work calls `check` at every step, which throws when the processor time of the task is used up
 */
export function serveThread(measure: () => number, work: (task: never, check: () => void) => unknown): void {
  parentPort?.on('message', ({ task, limit }: Asked<never>) => {
    const end = threadTime() + limit;
    // Processor time grows no faster than the clock, which is far cheaper to ask.
    let next = performance.now() + limit;
    const check = (): void => {
      const now = performance.now();
      if (now < next) return;
      const left = end - threadTime();
      if (left < 0) throw new OverLimit();
      next = now + left;
    };
    parentPort?.postMessage({ ...attempt(() => work(task, check)), spent: threadTime() }, []);
  });
  const measured = Math.max(1, measure());
  const { slowness = measured } = workerData as Partial<Ready>;
  const ready: Ready = { slowness, spent: threadTime() };
  parentPort?.postMessage(ready, []);
}

/** Processor time of this thread, in milliseconds. */
export function threadTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function attempt(work: () => unknown): Omit<Answered<unknown>, 'spent'> {
  try {
    return { result: work() };
  } catch (error) {
    if (error instanceof OverLimit) return { isOver: true };
    return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
