/** Reads how much processor time a server has taken, from its metrics. */
export class ServerCost {
  /** What reading it costs, in milliseconds. */
  private ownCost = 0;

  private constructor(private readonly url: string) {}

  static async of(url: string): Promise<ServerCost> {
    const cost = new ServerCost(url);
    await cost.read();
    const readings: number[] = [];
    for (let number = 0; number < 20; number += 1) readings.push(await cost.of(() => Promise.resolve()));
    cost.ownCost = median(readings);
    return cost;
  }

  /** Milliseconds of processor time, in all threads, that the server takes for some work. */
  async of(work: () => Promise<unknown>): Promise<number> {
    const before = await this.read();
    await work();
    return (await this.read()) - before - this.ownCost;
  }

  private async read(): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return Number(/^process_cpu_seconds_total ([\d.e-]+)$/m.exec(text)?.[1]) * 1_000;
  }
}

/** The middle one of some numbers. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** The number below which a part of some numbers lies, such as 0.99. */
export function quantile(numbers: readonly number[], part: number): number {
  return numbers.toSorted((left, right) => left - right)[Math.floor((numbers.length - 1) * part)] ?? 0;
}
