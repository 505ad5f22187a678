/** Watches how long several wait for the same thing, with one timer for all of them: most never wait long. */
export class Patience<Waiter> {
  /** When each began; the longest wait comes first. */
  private readonly since = new Map<Waiter, number>();
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param limit milliseconds that each may wait
   * @param giveUp is called for whoever has waited so long, and is no longer watched then
   */
  constructor(
    private readonly limit: number,
    private readonly giveUp: (waiter: Waiter) => void,
  ) {}

  begin(waiter: Waiter): void {
    this.since.set(waiter, performance.now());
    this.timer ??= this.lookIn(this.limit);
  }

  /** @returns false for a waiter that was given up, or has ended before */
  end(waiter: Waiter): boolean {
    return this.since.delete(waiter);
  }

  /** Ends the wait of all. @returns those who waited */
  endAll(): Waiter[] {
    const waiters = [...this.since.keys()];
    this.since.clear();
    return waiters;
  }

  private lookIn(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => this.look(), milliseconds).unref();
  }

  private look(): void {
    const now = performance.now();
    for (const [waiter, since] of this.since) {
      const rest = since + this.limit - now;
      if (rest > 0) {
        this.timer = this.lookIn(Math.max(rest, 1));
        return;
      }
      if (this.end(waiter)) this.giveUp(waiter);
    }
    this.timer = undefined;
  }
}
