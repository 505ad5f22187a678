import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Linux keeps files in memory. */
const inMemory = '/dev/shm';
/** What the largest tests that run at the same time may need, in bytes. */
const enough = 2 ** 31;

/** What a test writes outlives its processes, not the machine: where there is memory for it, no disk has to be waited for. */
const parent = hasRoom(inMemory) ? inMemory : tmpdir();

/** Makes a folder of its own for a test, which removes it in the end. */
export function makeTemporaryFolder(purpose: string): string {
  return mkdtempSync(join(parent, `mainstay-${purpose}-`));
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > enough;
  } catch {
    return false;
  }
}
