import { chmodSync, closeSync, existsSync, lstatSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ownFolder = 0o700;
const ownFile = 0o600;
const others = 0o077;

/**
 * Creates a folder and those above it where they are absent, for their owner alone, whatever the umask. Step by step:
 * Node's own recursive mkdir never returns where a folder exists but takes no new ones, as in /proc.
 */
export function createFolder(path: string): void {
  if (existsSync(path)) return;
  createFolder(dirname(path));
  try {
    mkdirSync(path, { mode: ownFolder });
    chmodSync(path, ownFolder);
  } catch (error) {
    // Processes that start together may both try.
    if (!existsSync(path)) throw error;
  }
}

/** Creates an empty file for its owner alone where there is none. A file that is there stays as it is. */
export function createFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', ownFile));
    chmodSync(path, ownFile);
  } catch (error) {
    if (!existsSync(path)) throw error;
  }
}

/**
 * Takes a folder of ours from everybody but its owner, with all that is in it: an earlier version may have made it open
 * to others. Links are left alone, and so is what belongs to another user: that somebody else arranged.
 */
export function closeToOthers(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found || found.uid !== process.getuid?.()) return;
  if (!found.isDirectory() && !found.isFile()) return;
  if ((found.mode & others) !== 0) chmodSync(path, found.mode & ~others & 0o7777);
  if (found.isDirectory()) for (const name of readdirSync(path)) closeToOthers(join(path, name));
}
