import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { newId } from '../../kernel/ids.js';
import { Configuration } from '../config/configuration.js';
import { Transactions } from '../database/transactions.js';
import { Generations, slotOf } from './generations.js';
import { announce, RedisLink } from './redis-link.js';

/** Where Redis keeps the marks of slots that have changed; all others have the mark of the epoch. */
const marksKey = 'mainstay:cache:marks';
const epoch = 'epoch';

/** What the modules know of the cache: they say what has changed. Every process hears it, through Redis where there is one. */
@Injectable()
export class ResponseCache implements OnApplicationBootstrap, OnModuleDestroy {
  readonly generations = new Generations();
  /** Absent without `REDIS_URL`: then this process is alone, or what others write shows when answers become old. */
  readonly link: RedisLink | undefined;
  private readonly logger = new Logger(ResponseCache.name);
  /** Slots whose change Redis has not been told of. */
  private readonly untold = new Set<number>();
  private metBefore = false;

  constructor(
    private readonly transactions: Transactions,
    { cache }: Configuration,
  ) {
    if (cache.redisUrl === undefined) return;
    this.link = new RedisLink(cache.redisUrl, {
      received: (message) => {
        const [slot, mark] = message.split(' ', 2);
        if (mark !== undefined) this.generations.change(Number(slot), mark);
      },
      caughtUp: async (redis) => {
        // When Redis has forgotten the marks, answers of before must not seem to have the right ones.
        await redis.hSetNX(marksKey, epoch, newId());
        this.reconcile(await redis.hGetAll(marksKey));
      },
      changed: (open, reason) => {
        if (open) this.logger.log('Redis is there');
        else this.logger.warn({ reason: String(reason) }, 'Redis is away: the cache goes on without it');
        if (open) void this.tell();
      },
    });
  }

  onApplicationBootstrap(): void {
    this.link?.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.link?.close();
  }

  /**
   * Says that what some tags stand for has changed: what was made of it goes out no more. Inside a transaction it waits for
   * the commit, and is forgotten with a rollback. In this process it holds at once, in others within a second.
   */
  invalidate(...tags: string[]): void {
    this.transactions.afterCommit(() => {
      for (const slot of new Set(tags.map(slotOf))) this.change(slot);
    });
  }

  private change(slot: number): void {
    this.generations.change(slot, newId());
    if (!this.link) return;
    this.untold.add(slot);
    void this.tell();
  }

  /** Tells the others what they do not know yet. While Redis is away it stays untold. */
  private async tell(): Promise<void> {
    const marks = new Map([...this.untold].map((slot) => [String(slot), this.generations.markOf(slot)]));
    if (marks.size === 0) return;
    await this.link?.ask(async (redis) => {
      await announce(redis, marksKey, marks);
      for (const [slot, mark] of marks)
        if (this.generations.markOf(Number(slot)) === mark) this.untold.delete(Number(slot));
    });
  }

  /**
   * After a time without Redis: where its marks differ from ours, we may have missed a change, or it may have lost one (it
   * came back from an older copy of its data). A new mark mends both.
   */
  private reconcile(marks: Readonly<Record<string, string>>): void {
    for (const [slot, ours] of this.generations.snapshot().entries()) {
      const theirs = marks[slot] ?? marks[epoch] ?? '';
      if (theirs === ours) continue;
      const first = !this.metBefore && !this.untold.has(slot);
      this.generations.change(slot, first ? theirs : newId());
      if (!first) this.untold.add(slot);
    }
    this.metBefore = true;
  }
}
