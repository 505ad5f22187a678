import { randomInt } from 'node:crypto';

/** Whether trials run at full length: `TRIALS=full`. */
export const fullTrials = process.env.TRIALS === 'full';

/**
 * A generator of numbers from 0 to 1 that a seed repeats (mulberry32); the seed is printed. `TRIAL_SEED` sets it.
 */
export function seededRandom(title: string): () => number {
  let state = Number(process.env.TRIAL_SEED ?? randomInt(2 ** 31));
  console.info(`${title}: TRIAL_SEED=${state}`);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
