/** How the relay works. Durations are milliseconds. */
export class RelaySettings {
  /** How often each process looks for deliveries that have become due. */
  poll = 1_000;
  /** How long a claimed delivery belongs to its process; then others take it for abandoned. */
  lease = 60_000;
  /** How many deliveries one process handles at a time. */
  parallel = 8;
  /** After how many failures a delivery is parked. */
  maxAttempts = 10;
  /** The wait after the first failure; each further one waits four times as long, up to an hour. */
  firstRetry = 1_000;
  /** How long what is done is kept. */
  retention = 7 * 24 * 3_600_000;
  /** How long a stopping process waits for the handlers that are still at work. */
  stopWait = 10_000;
}
