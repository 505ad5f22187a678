/*
 * How much slower this machine is, with all that it does besides, than the one that the limits of tests were chosen on. It is
 * measured once, when Jest reads its configuration; its workers find it in their environment.
 */
import { createHash } from 'node:crypto';

const variable = 'TEST_SLOWNESS';
/** Milliseconds that the work takes on a machine of 2026 with nothing else to do. */
const usual = 130;
const block = Buffer.alloc(1_048_576, 'mainstay');

/** Long enough that a busy machine cannot hide behind one turn of its scheduler. */
function work() {
  const begun = performance.now();
  const digest = createHash('sha256');
  for (let count = 0; count < 250; count += 1) digest.update(block);
  digest.digest();
  return performance.now() - begun;
}

process.env[variable] ??= String(Math.max(1, (work() + work() + work()) / (3 * usual)));

/** 1 on a usual machine without load, more on slower ones. */
export const slowness = Number(process.env[variable]);

/** Milliseconds after which a test counts as hanging. What measures time compares it with something in the same run. */
export const testTimeout = slowness * (process.env.TRIALS === 'full' ? 3_600_000 : 300_000);
