import { setTimeout } from 'node:timers/promises';
import { slowness } from './slowness.mjs';

/**
 * Waits until a condition holds, asking every few milliseconds.
 * @param time milliseconds on a usual machine; slower ones have more
 * @throws Error that names the condition when it does not hold within the time
 */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  time = 10_000,
): Promise<void> {
  const allowed = Math.ceil(time * slowness);
  const deadline = Date.now() + allowed;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited ${allowed} ms in vain until ${what}${tooSlow()}`);
    await setTimeout(10);
  }
}

function tooSlow(): string {
  return slowness < 2 ? '' : ` (this machine is ${slowness.toFixed(1)} times slower than usual)`;
}
