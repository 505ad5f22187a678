import { LRUCache } from 'lru-cache';

/**
 * What this process has read of something, and believes for a while. What is asked for often is read again before that while
 * is over: nobody waits for it then, where otherwise all who ask at that moment would.
 */
export class Beliefs<Value> {
  private readonly known: LRUCache<string, Promise<Value>>;
  private readonly renewing = new Set<string>();

  /**
   * @param lifetime milliseconds from the moment at which it was read
   * @param isWorthKeeping what is not is read each time
   */
  constructor(
    private readonly lifetime: number,
    private readonly isWorthKeeping: (value: Value) => boolean = () => true,
  ) {
    this.known = new LRUCache({ max: 10_000, ttl: lifetime });
  }

  /** What is believed of a key, or what `read` says now; what fails is not kept. */
  async get(key: string, read: () => Promise<Value>): Promise<Value> {
    const known = this.known.get(key);
    if (known === undefined) return this.learn(key, read);
    if (this.known.getRemainingTTL(key) < this.lifetime / 3) void this.renew(key, known, read);
    return known;
  }

  /** The next one who asks reads. */
  forget(key: string): void {
    this.known.delete(key);
  }

  forgetAll(): void {
    this.known.clear();
  }

  private async learn(key: string, read: () => Promise<Value>): Promise<Value> {
    const learned = read();
    this.known.set(key, learned);
    try {
      const value = await learned;
      if (!this.isWorthKeeping(value)) this.drop(key, learned);
      return value;
    } catch (error) {
      this.drop(key, learned);
      throw error;
    }
  }

  private async renew(key: string, known: Promise<Value>, read: () => Promise<Value>): Promise<void> {
    if (this.renewing.has(key)) return;
    this.renewing.add(key);
    const start = performance.now();
    try {
      const value = await read();
      // Whoever has forgotten it meanwhile knows better than what was read before.
      if (this.known.peek(key) !== known) return;
      if (this.isWorthKeeping(value)) this.known.set(key, Promise.resolve(value), { start });
      else this.forget(key);
    } catch {
      // The next one who asks tries again; in the end somebody has to wait, and gets the error.
    } finally {
      this.renewing.delete(key);
    }
  }

  private drop(key: string, learned: Promise<Value>): void {
    if (this.known.peek(key) === learned) this.forget(key);
  }
}
