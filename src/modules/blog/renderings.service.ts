import { Worker } from 'node:worker_threads';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { TaskTooLong, ThreadQueue } from '../../platform/threads/thread-queue.js';
import { contentTooComplex } from './blog.errors.js';
import { tooComplex } from './too-complex.js';
import { type Rendering, type RenderingTask, RenderingThread, renderingTimes } from './rendering-task.js';

/** How the threads wait, in milliseconds, and how many texts wait for each; docs/decisions/0028-rendering-in-a-thread.md */
const limits = { patience: 20_000, waiting: 200, idle: 60_000 } as const;
/** Megabytes that a thread may take for what it works with; the longest ordinary post takes less than 30. */
const memory = 128;

/**
 * Renders texts away from the event loop, each within its processor time. Comments have a thread of their own: no post keeps
 * them waiting.
 */
@Injectable()
export class Renderings implements OnApplicationShutdown {
  private readonly queues: Readonly<Record<RenderingTask['kind'], ThreadQueue<RenderingTask, Rendering>>>;

  constructor(private readonly thread: RenderingThread) {
    const queue = (time: number): ThreadQueue<RenderingTask, Rendering> =>
      new ThreadQueue((data) => this.start(data), { time, ...limits });
    this.queues = { post: queue(renderingTimes.post), comment: queue(renderingTimes.comment) };
  }

  /** By now all requests are answered. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(Object.values(this.queues).map((queue) => queue.close()));
  }

  /**
   * Renders a post, Markdown or HTML as written, to HTML that is safe to show, and to its beginning as plain text.
   * @param userId who writes it
   * @throws contentTooComplex, unavailable
   */
  async post(content: string, userId: string): Promise<{ html: string; excerpt: string }> {
    return this.render({ kind: 'post', content }, userId);
  }

  /**
   * Renders a comment in the same way, with fewer elements.
   * @param userId who writes it
   * @throws contentTooComplex, unavailable
   */
  async comment(content: string, userId: string): Promise<string> {
    return (await this.render({ kind: 'comment', content }, userId)).html;
  }

  private async render(task: RenderingTask, userId: string): Promise<{ html: string; excerpt: string }> {
    const rendering = await this.queues[task.kind].run(task, userId).catch((error: unknown) => {
      throw error instanceof TaskTooLong ? tooComplex('It takes too long to render') : error;
    });
    if (!('refusal' in rendering)) return rendering;
    const { detail, fields } = rendering.refusal;
    throw contentTooComplex(detail, { fields });
  }

  private start(workerData: object): Worker {
    const { file, arguments_ } = this.thread;
    return new Worker(file, {
      workerData,
      ...(arguments_ && { execArgv: [...arguments_] }),
      resourceLimits: { maxOldGenerationSizeMb: memory },
    });
  }
}
