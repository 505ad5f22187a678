/** The time as the application sees it (UTC, milliseconds). Injected by this class, so that rules about time can be tested. */
export abstract class Clock {
  abstract now(): Date;
}

/** The machine's own clock. */
export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}
