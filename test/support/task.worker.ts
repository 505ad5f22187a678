import { threadId } from 'node:worker_threads';
import { serveThread, threadTime } from '../../src/platform/threads/serve-thread.js';

/** What the thread of a test does. Times in milliseconds. */
export interface TestTask {
  readonly name: string;
  /** Processor time to take. */
  readonly work?: number;
  /** Whether it looks at its time meanwhile. */
  readonly looks?: boolean;
  /** Time to stand still in. */
  readonly sleep?: number;
  readonly fault?: string;
  readonly fills?: boolean;
}

export interface TestResult {
  readonly name: string;
  readonly thread: number;
}

serveThread(
  () => 1,
  ({ name, work = 0, looks = false, sleep = 0, fault, fills }: TestTask, check): TestResult => {
    const end = threadTime() + work;
    while (threadTime() < end) if (looks) check();
    if (sleep > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, sleep);
    if (fault !== undefined) throw new Error(fault);
    if (fills) fill([]);
    return { name, thread: threadId };
  },
);

function fill(kept: unknown[]): void {
  for (;;) kept.push(Array.from({ length: 1_000 }, () => ({})));
}
