import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { builtServer } from './server-process.js';

const folder = new URL('./', import.meta.url);

/** A program in a process of its own. */
export interface Child {
  readonly process: ChildProcess;
  /** What it has printed so far, errors included. */
  output(): string;
  /** Resolves when it has ended, with its exit code (null: killed by a signal). */
  readonly ended: Promise<number | null>;
}

/** Starts `test/support/<script>` with some arguments. */
export function startChild(script: string, ...args: string[]): Child {
  const loader = ['--import', new URL('typescript-loader.mjs', folder).href];
  return start([...loader, fileURLToPath(new URL(script, folder)), ...args]);
}

/** Starts an operator command as it was built; the environment names the database, with `DATABASE_URL`. */
export function startCommand(environment: Record<string, string>, ...words: string[]): Child {
  const command = fileURLToPath(new URL('cli.js', builtServer()));
  return start([command, ...words], { DEMO_DATA: 'false', ...environment });
}

function start(args: string[], environment: Record<string, string> = {}): Child {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { process: child, output: () => output, ended };
}
