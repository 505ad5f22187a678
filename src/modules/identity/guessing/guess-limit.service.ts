import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { tooManyTries } from '../identity.errors.js';
import { GuessRepository } from './guess.repository.js';

/** Tries that fail before the next one has to wait. */
const guessLimit = 10;
/** Milliseconds that it waits, from the last try that was let through. */
const pause = 15 * 60_000;

/**
 * Bounds how often the secrets of an account may be tried: in the database, so that it holds for parallel requests and all
 * processes together. A try is counted before it is checked. What succeeds is given back, alone or with all before it. While the limit is reached
 * nothing more is counted: the owner is let in again after 15 minutes, however hard others try.
 */
@Injectable()
export class GuessLimit {
  constructor(
    private readonly guesses: GuessRepository,
    private readonly clock: Clock,
  ) {}

  /** Counts a try. @param about what is tried, such as an account @throws tooManyTries */
  async take(about: string): Promise<void> {
    const id = idOf(about);
    const now = this.clock.now();
    const windowEnds = new Date(now.getTime() + pause);
    if (await this.guesses.count(id, guessLimit, now, windowEnds)) return;
    if (await this.guesses.restart(id, now, windowEnds)) return;
    const known = await this.guesses.find(id);
    if (known && known.windowEnds > now && known.tries >= guessLimit) throw blocked(known.windowEnds, now);
    if (await this.guesses.begin(id, windowEnds)) return;
    // Another request began or ended the window between the statements.
    if (await this.guesses.count(id, guessLimit, now, windowEnds)) return;
    throw blocked(windowEnds, now);
  }

  /** Takes one try back: it was right. The others stay counted. */
  async giveBack(about: string): Promise<void> {
    await this.guesses.giveBack(idOf(about));
  }

  /** Forgets the tries: one has succeeded. */
  async forget(...about: string[]): Promise<void> {
    await this.guesses.forget(about.map(idOf));
  }
}

function blocked(windowEnds: Date, now: Date): Error {
  const seconds = Math.ceil((windowEnds.getTime() - now.getTime()) / 1_000);
  return tooManyTries(undefined, { headers: { 'retry-after': String(Math.max(1, seconds)) } });
}

/** Addresses of people are not kept in the clear beside how often they were attacked. */
function idOf(about: string): string {
  return createHash('sha256').update(about).digest('hex');
}
