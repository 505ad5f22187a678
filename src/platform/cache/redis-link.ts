import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '../../kernel/ids.js';

type Redis = Awaited<ReturnType<typeof clientOf>>;

/** Whoever uses a link hears from it. */
export interface LinkListener {
  /** A message that some process, perhaps this one, has sent. */
  received(message: string): void;
  /** Messages may have been missed: catch up. The link is open for others only after it. */
  caughtUp(redis: Redis): Promise<void>;
  /** The link is open (true), or was lost or not made (false); not called again before that changes. */
  changed(open: boolean, reason?: unknown): void;
}

/** Milliseconds. */
const deadline = 50;
const beatInterval = 200;
/** When nothing is heard for so long, the connections are made anew. */
const patience = 2_000;
const connectTimeout = 1_000;
const pauseBetweenTries = 500;

const messages = 'mainstay:cache:changes';

/**
 * The connections of this process to Redis, which may be slow, frozen or away at any time: then `ask` answers at once with
 * nothing. Its heart beats through Redis and back, on the connection for commands and on the one for messages: so a link
 * that is open hears the messages of others.
 */
export class RedisLink {
  private redis: Redis | undefined;
  /** Not known at first: that nobody answers is news then. */
  private open: boolean | undefined;
  private closed = false;
  private ended: Promise<void> | undefined;
  private readonly stop = new AbortController();

  constructor(
    private readonly url: string,
    private readonly listener: LinkListener,
  ) {}

  /** Whether Redis answers, and what others say is heard within a moment. */
  get isOpen(): boolean {
    return this.open === true;
  }

  /** Begins to connect and never gives up; waits for nothing. */
  start(): void {
    this.ended ??= this.run();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.stop.abort();
    await this.ended;
  }

  /**
   * Asks Redis something that can be done without.
   * @returns undefined when it has no answer within 50 ms; then nobody asks again until its heart beats
   */
  async ask<T>(command: (redis: Redis) => Promise<T>): Promise<T | undefined> {
    if (!this.open || !this.redis) return undefined;
    try {
      return await within(deadline, command(this.redis));
    } catch (error) {
      this.set(false, error);
      return undefined;
    }
  }

  private async run(): Promise<void> {
    while (!this.closed) {
      try {
        await this.live();
      } catch (error) {
        this.set(false, error);
      }
      await delay(pauseBetweenTries, undefined, { signal: this.stop.signal }).catch(() => undefined);
    }
  }

  /** The life of a pair of connections; ends with an error. */
  private async live(): Promise<void> {
    const [redis, ear] = [await clientOf(this.url), await clientOf(this.url)];
    // What goes wrong is told by the command that fails, or by the heart.
    for (const client of [redis, ear]) client.on('error', () => undefined);
    try {
      await within(patience, Promise.all([redis.connect(), ear.connect()]));
      const heart = await within(patience, this.listen(ear));
      this.redis = redis;
      while (!this.closed) {
        await within(patience, heart(redis));
        await delay(beatInterval, undefined, { signal: this.stop.signal });
      }
    } finally {
      this.redis = undefined;
      for (const client of [redis, ear]) client.destroy();
    }
  }

  /** @returns what lets the heart beat once: it ends when Redis has sent the beat back */
  private async listen(ear: Redis): Promise<(redis: Redis) => Promise<void>> {
    const own = `mainstay:cache:beat:${newId()}`;
    let heard: () => void = () => undefined;
    await ear.subscribe(own, () => heard());
    await ear.subscribe(messages, (message) => this.listener.received(message));
    return async (redis) => {
      const beat = new Promise<void>((resolve) => (heard = resolve));
      const calm = after(deadline, () => this.set(false, new Error('Redis answers late')));
      try {
        await redis.publish(own, '');
        await beat;
      } finally {
        calm();
      }
      if (this.open) return;
      await this.listener.caughtUp(redis);
      this.set(true);
    };
  }

  private set(open: boolean, reason?: unknown): void {
    if (this.open === open || (this.closed && open)) return;
    this.open = open;
    if (this.closed) return;
    this.listener.changed(open, reason);
  }
}

/** A client that fails at once rather than wait for a connection. */
async function clientOf(url: string) {
  // Loaded with the first connection: who has no Redis does without these megabytes.
  const { createClient } = await import('@redis/client');
  return createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout, reconnectStrategy: false },
  });
}

/** Tells all processes some fields of a hash, and keeps them there for those that come later; all or nothing. */
export async function announce(
  redis: Redis,
  key: string,
  fields: ReadonlyMap<string, string>,
): Promise<void> {
  const all = redis.multi();
  for (const [field, value] of fields) all.hSet(key, field, value).publish(messages, `${field} ${value}`);
  await all.exec();
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let cancel: () => void = () => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const error = new Error(`Redis did not answer within ${milliseconds} ms`);
    cancel = after(milliseconds, () => reject(error));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    cancel();
    // Whoever waits has gone on: its end, whenever it comes, is no news.
    work.catch(() => undefined);
  }
}

/**
 * Does something after a time, but for what has come in meanwhile: where this process itself was busy for so long, the
 * answer may lie there unread. @returns what calls it off
 */
function after(milliseconds: number, act: () => void): () => void {
  let last: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    last = setImmediate(act);
  }, milliseconds);
  return () => {
    clearTimeout(timer);
    clearImmediate(last);
  };
}
