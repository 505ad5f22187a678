/** How orders are looked after that nobody waits for. Durations are milliseconds. */
export class CheckoutSettings {
  /** How long a checkout may take before it counts as abandoned by its process. */
  checkAfter = 15_000;
  /** How often each process looks for abandoned orders. */
  sweepEvery = 5_000;
  /** How long an order belongs to the process that looks after it. */
  takenFor = 30_000;
}
