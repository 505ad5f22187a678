import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates a folder and those above it where they are absent. Step by step: Node's own recursive mkdir never returns where a
 * folder exists but takes no new ones, as in /proc.
 */
export function createFolder(path: string): void {
  if (existsSync(path)) return;
  createFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Processes that start together may both try.
    if (!existsSync(path)) throw error;
  }
}
