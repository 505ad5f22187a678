import { setTimeout } from 'node:timers/promises';

/**
 * Waits until a condition holds, asking every few milliseconds.
 * @throws Error that names the condition when it does not hold within the time (milliseconds)
 */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  time = 10_000,
): Promise<void> {
  const deadline = Date.now() + time;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited ${time} ms in vain until ${what}`);
    await setTimeout(10);
  }
}
