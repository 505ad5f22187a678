import { setTimeout as delay } from 'node:timers/promises';
import { Cache } from '@nestjs/cache-manager';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock } from '../../kernel/clock.js';
import { type Answer, type CacheState, type Content, read, write, type WrittenAnswer } from './answer.js';
import type { CachePolicy } from './cached.js';
import { CacheMetrics } from './cache-metrics.js';
import { marksAt, type Snapshot } from './generations.js';
import { ResponseCache } from './response-cache.js';
import { MemoryStore } from './stores.js';

/** An answer that may go out, and what clients are told of where it comes from. */
export interface Found {
  readonly answer: Answer;
  readonly state: CacheState;
}

type Make = () => Promise<Content | undefined>;
type How = [ttl: number, tags: CachePolicy['tags'], make: Make];

/** The making of an answer that others wait for. Undefined: what came out is for one request alone, such as a redirect. */
interface Making {
  readonly begun: Snapshot;
  readonly answer: Promise<Found | undefined>;
}

/** Milliseconds that an answer may still go out after its time, while another one is made. */
const staleTime = 60_000;
/** While Redis is away, changes by other processes are not heard: nothing older goes out then. */
const unheardTime = 500;
/** How long one process keeps the others from making the same answer, and how often these look whether it is there. */
const leaseTime = 3_000;
const lookInterval = 20;

/** What may be learned of addresses that are not canonical, in bytes. */
const learnedBytes = 2_000_000;

/** The stored answers, by the canonical address that was asked for: in memory, and behind it in Redis where there is one. */
@Injectable()
export class Answers {
  private readonly makings = new Map<string, Making>();
  /** The canonical address for others that were asked for. */
  private readonly canonical = new LRUCache<string, string>({
    maxSize: learnedBytes,
    sizeCalculation: (canonical, address) => 2 * (address.length + canonical.length) + 100,
  });

  constructor(
    private readonly memory: MemoryStore,
    private readonly store: Cache,
    private readonly cache: ResponseCache,
    private readonly clock: Clock,
    private readonly metrics: CacheMetrics,
  ) {}

  /** Notes that somebody asked by an address for what is kept by another one. */
  learn(address: string, canonical: string): void {
    if (address !== canonical) this.canonical.set(address, canonical);
  }

  /** What this process has in memory for an address, however it is written, and may send at once. */
  findAt(address: string): Found | undefined {
    return this.find(this.canonical.get(address) ?? address);
  }

  /** What this process has in memory for a canonical address and may send at once. */
  find(key: string): Found | undefined {
    const answer = this.memory.get(key);
    const found = answer && this.found(answer);
    // When an answer has become old, one request makes it anew; meanwhile the others get it as it is.
    return found?.state === 'STALE' && !this.makings.has(key) ? undefined : this.counted(found);
  }

  /**
   * An answer from wherever it is, or made now: once for all who ask for it at the same time, here and in other processes.
   * @param make undefined when what comes out is for this request alone
   * @returns undefined then
   */
  async get(key: string, { ttl, tags }: CachePolicy, make: Make): Promise<Found | undefined> {
    for (;;) {
      const kept = this.find(key);
      if (kept) return kept;
      const making = this.makings.get(key);
      if (!making) return this.counted(await this.begin(key, ttl, tags, make));
      const asked = this.cache.generations.snapshot();
      try {
        const found = await making.answer;
        if (!found) return this.counted(await this.make(asked, ttl, tags, make));
        if (this.isCurrent(found.answer))
          return this.counted(found.state === 'MISS' ? { ...found, state: 'HIT' } : found);
      } catch (error) {
        // Unless something changed since it was begun: what was not there then may be there by now.
        if (making.begun === asked) throw error;
      }
    }
  }

  private begin(key: string, ...how: How): Promise<Found | undefined> {
    const begun = this.cache.generations.snapshot();
    const answer = this.findOrMake(key, begun, ...how).finally(() => this.makings.delete(key));
    this.makings.set(key, { begun, answer });
    return answer;
  }

  private async findOrMake(key: string, begun: Snapshot, ...how: How): Promise<Found | undefined> {
    for (;;) {
      // In this order: what another process made before it gave the lease back is there for whoever has it next.
      const [mayMake, written] = await Promise.all([this.lease(key), this.store.get<WrittenAnswer>(key)]);
      const found = written && this.found(read(written));
      if (found?.state === 'HIT') {
        if (mayMake) this.release(key);
        this.memory.set(key, found.answer);
        return found;
      }
      if (mayMake) return this.makeAndKeep(key, begun, ...how);
      if (found) return found;
      await delay(lookInterval);
    }
  }

  private async makeAndKeep(key: string, begun: Snapshot, ...how: How): Promise<Found | undefined> {
    let kept: Promise<unknown> = Promise.resolve();
    try {
      const found = await this.make(begun, ...how);
      if (found && this.isCurrent(found.answer)) {
        this.memory.set(key, found.answer);
        kept = this.store.set(key, write(found.answer), how[0] + staleTime);
      }
      return found;
    } finally {
      // Nobody here waits for Redis.
      const release = () => this.release(key);
      void kept.then(release, release);
    }
  }

  private async make(
    begun: Snapshot,
    ttl: number,
    tags: CachePolicy['tags'],
    make: Make,
  ): Promise<Found | undefined> {
    const content = await make();
    if (!content) return undefined;
    const madeAt = this.clock.now().getTime();
    const marks = marksAt(begun, tags(content.body));
    return { answer: { ...content, marks, madeAt, freshUntil: madeAt + ttl }, state: 'MISS' };
  }

  /** Reserves the making of an answer for this process. @returns false when another one makes it now */
  private async lease(key: string): Promise<boolean> {
    const condition = { condition: 'NX', expiration: { type: 'PX', value: leaseTime } } as const;
    return (await this.cache.link?.ask((redis) => redis.set(leaseOf(key), '', condition))) !== null;
  }

  private release(key: string): void {
    void this.cache.link?.ask((redis) => redis.del(leaseOf(key)));
  }

  /** An answer from a store, if it may go out. */
  private found(answer: Answer): Found | undefined {
    if (!this.isCurrent(answer)) return undefined;
    const now = this.clock.now().getTime();
    if (this.cache.link?.isOpen === false && now - answer.madeAt > unheardTime) return undefined;
    if (now < answer.freshUntil) return { answer, state: 'HIT' };
    return now < answer.freshUntil + staleTime ? { answer, state: 'STALE' } : undefined;
  }

  private isCurrent({ marks }: Answer): boolean {
    return this.cache.generations.areCurrent(marks);
  }

  private counted(found: Found | undefined): Found | undefined {
    if (found) this.metrics.count(found.state);
    return found;
  }
}

function leaseOf(key: string): string {
  return `mainstay:cache:making:${key}`;
}
