import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const folder = new URL('./', import.meta.url);

/** A TypeScript file of this folder, run by a Node process of its own. */
export interface Child {
  readonly process: ChildProcess;
  /** What it has printed so far, errors included. */
  output(): string;
  /** Resolves when it has ended, with its exit code (null: killed by a signal). */
  readonly ended: Promise<number | null>;
}

/** Starts `test/support/<script>` with some arguments. */
export function startChild(script: string, ...args: string[]): Child {
  return start(script, args);
}

/** Starts an operator command (`src/cli.ts`) on a database. */
export function startCommand(databaseUrl: string, ...words: string[]): Child {
  return start('../../src/cli.ts', words, { DATABASE_URL: databaseUrl, DEMO_DATA: 'false' });
}

function start(script: string, args: string[], environment: Record<string, string> = {}): Child {
  const child = spawn(
    process.execPath,
    [
      '--import',
      new URL('typescript-loader.mjs', folder).href,
      fileURLToPath(new URL(script, folder)),
      ...args,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '', ...environment } },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { process: child, output: () => output, ended };
}
