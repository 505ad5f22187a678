import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { patientDeadline } from './patient-deadline.js';
import { until } from './until.js';

const readyAt = /API\s+(https?:\/\/\S+)\/api\/v1/;
const loader = new URL('typescript-loader.mjs', import.meta.url).href;

/** The real server in a process of its own. */
export interface ServerProcess {
  /** Everything it has printed, errors included. */
  output(): string;
  /** Its address; resolves when it is ready, and fails with its output when it ends before that. */
  readonly url: Promise<string>;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  kill(signal: NodeJS.Signals): void;
}

const root = new URL('../../', import.meta.url);
let isBuilt = false;

/** What `npm start` and the container image run, `dist/src/main.js`; built before, where its sources are newer. */
export function builtServer(): URL {
  if (!isBuilt) {
    const setup = fileURLToPath(new URL('tools/setup.mjs', root));
    const { status, stderr } = spawnSync(process.execPath, [setup, '--build'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }
  isBuilt = true;
  return new URL('dist/src/main.js', root);
}

/**
 * Starts the server as an operator would.
 * @param folder the working folder, where `data/` goes
 * @param environment nothing else of this process's environment is passed on
 * @param script a TypeScript file that starts `src/main.ts` in its turn, in the place of what was built
 */
export function startServer(
  folder: string,
  environment: Record<string, string> = {},
  script: URL = builtServer(),
): ServerProcess {
  const compiling = script.pathname.endsWith('.ts') ? ['--import', loader] : [];
  const child = spawn(process.execPath, [...compiling, fileURLToPath(script)], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: '0',
      DEMO_DATA: 'false',
      CONTRACT_DEADLINE: patientDeadline,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
  }));
  let over = false;
  void ended.then(() => (over = true));
  const ready = async (): Promise<string> => {
    await until('the server is ready', () => over || readyAt.test(output), 30_000);
    const address = readyAt.exec(output)?.[1];
    if (address === undefined) throw new Error(`The server ended before it was ready:\n${output}`);
    return address.replace('localhost', '127.0.0.1');
  };
  const url = ready();
  // A start that is meant to fail has nobody waiting for the address.
  url.catch(() => undefined);
  return { output: () => output, url, ended, kill: (signal) => child.kill(signal) };
}
