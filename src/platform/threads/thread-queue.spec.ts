import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { TestResult, TestTask } from '../../../test/support/task.worker.js';
import { until } from '../../../test/support/until.js';
import { isError } from '../../kernel/errors.js';
import { unavailable } from '../http/errors.js';
import { TaskTooLong, type ThreadLimits, ThreadQueue } from './thread-queue.js';

const file = fileURLToPath(new URL('../../../test/support/task.worker.ts', import.meta.url));
const loader = new URL('../../../test/support/typescript-loader.mjs', import.meta.url).href;
const execArgv = ['--no-warnings', '--import', loader];
const minute = 60_000;

describe('A queue of work for a thread', () => {
  const queues: ThreadQueue<TestTask, TestResult>[] = [];
  const ended: number[] = [];
  let started = 0;

  function queueOf(limits: Partial<ThreadLimits> = {}, script = file): ThreadQueue<TestTask, TestResult> {
    const queue = new ThreadQueue<TestTask, TestResult>(
      (workerData) => {
        started += 1;
        const worker = new Worker(script, {
          workerData,
          execArgv,
          resourceLimits: { maxOldGenerationSizeMb: 32 },
        });
        const { threadId } = worker;
        return worker.once('exit', () => ended.push(threadId));
      },
      { time: 100, patience: minute, waiting: 100, idle: minute, ...limits },
    );
    queues.push(queue);
    return queue;
  }
  afterEach(async () => {
    await Promise.all(queues.splice(0).map((queue) => queue.close()));
  });

  const busy = (error: unknown): boolean => isError(error, unavailable);
  const fate = (run: Promise<TestResult>): Promise<string> =>
    run.then(
      ({ name }) => name,
      (error: unknown) => (error instanceof TaskTooLong ? 'too long' : busy(error) ? 'busy' : String(error)),
    );

  it('starts its thread with the first task, and does one after the other in it', async () => {
    const before = started;
    const queue = queueOf();
    expect(started).toBe(before);
    const results = await Promise.all(['a', 'b', 'c'].map((name) => queue.run({ name, work: 5 }, 'ann')));
    expect(results.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(new Set(results.map(({ thread }) => thread)).size).toBe(1);
    expect(started).toBe(before + 1);
  });

  it('does a task of everybody who waits in turn', async () => {
    const queue = queueOf();
    const order: string[] = [];
    const run = async (name: string, who: string): Promise<void> => {
      await queue.run({ name }, who);
      order.push(name);
    };
    await Promise.all([
      ...[1, 2, 3, 4].map((number) => run(`ann ${number}`, 'ann')),
      ...[1, 2].map((number) => run(`bob ${number}`, 'bob')),
      run('cat 1', 'cat'),
    ]);
    expect(order).toEqual(['ann 1', 'bob 1', 'cat 1', 'ann 2', 'bob 2', 'ann 3', 'ann 4']);
  });

  it('refuses a task that takes too much processor time, and keeps the thread where the task looks at it', async () => {
    const queue = queueOf();
    const { thread } = await queue.run({ name: 'first' }, 'ann');
    expect(await fate(queue.run({ name: 'long', work: minute, looks: true }, 'ann'))).toBe('too long');
    expect((await queue.run({ name: 'next' }, 'ann')).thread).toBe(thread);
  });

  it('ends the thread of a task that does not look, and goes on in another one', async () => {
    const queue = queueOf();
    const { thread } = await queue.run({ name: 'first' }, 'ann');
    const long = fate(queue.run({ name: 'long', work: minute }, 'ann'));
    const next = queue.run({ name: 'next' }, 'ann');
    expect(await long).toBe('too long');
    expect((await next).thread).not.toBe(thread);
    expect(ended).toContain(thread);
  });

  it('takes a busy machine for no fault of the task: time that passes is no processor time', async () => {
    const queue = queueOf({ time: 20 });
    expect(await fate(queue.run({ name: 'slow', sleep: 500 }, 'ann'))).toBe('slow');
    const hasty = queueOf({ patience: 3_000 });
    await hasty.run({ name: 'first' }, 'ann');
    const waits = [
      fate(hasty.run({ name: 'stuck', sleep: minute }, 'ann')),
      fate(hasty.run({ name: 'b' }, 'bob')),
    ];
    expect(await Promise.all(waits)).toEqual(['busy', 'busy']);
    expect(await fate(hasty.run({ name: 'after' }, 'ann'))).toBe('after');
  });

  it('lets so many wait and no more', async () => {
    const queue = queueOf({ waiting: 2, time: minute });
    await queue.run({ name: 'first' }, 'ann');
    const fates = ['a', 'b', 'c', 'd'].map((name) => fate(queue.run({ name, work: 50 }, name)));
    expect(await Promise.all(fates)).toEqual(['a', 'b', 'c', 'busy']);
  });

  it('passes on what failed in the thread, and bounds its memory', async () => {
    const queue = queueOf({ time: minute });
    await expect(queue.run({ name: 'a', fault: 'broken here' }, 'ann')).rejects.toThrow('broken here');
    expect(await fate(queue.run({ name: 'b', fills: true }, 'ann'))).toBe('too long');
    expect(await fate(queue.run({ name: 'c' }, 'ann'))).toBe('c');
  });

  it('says so when there is no such thread to start', async () => {
    const before = started;
    const queue = queueOf({}, `${file}.absent.ts`);
    const runs = ['a', 'b'].map((name) => fate(queue.run({ name }, 'ann')));
    for (const outcome of await Promise.all(runs)) expect(outcome).toContain('absent');
    expect(started).toBe(before + 1);
  });

  it('ends a thread without work, and starts another one when there is some', async () => {
    const queue = queueOf({ idle: 50 });
    const { thread } = await queue.run({ name: 'first' }, 'ann');
    await until('the thread has ended', () => ended.includes(thread));
    expect((await queue.run({ name: 'second' }, 'ann')).thread).not.toBe(thread);
  });

  it('refuses what is under way and what waits when it is closed', async () => {
    const queue = queueOf({ time: minute });
    await queue.run({ name: 'first' }, 'ann');
    const fates = ['a', 'b'].map((name) => fate(queue.run({ name, work: minute }, 'ann')));
    await queue.close();
    expect(await Promise.all(fates)).toEqual(['busy', 'busy']);
  });
});
