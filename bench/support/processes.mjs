import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const pinnedNode = join(root, 'node_modules/node/bin/node');
/** The Node that the project brings, whichever one runs the measurement. */
const node = existsSync(pinnedNode) ? pinnedNode : process.execPath;

/** The version of the Node that the servers run on. */
export function nodeVersion() {
  return spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
}

/** Compiles Mainstay if need be. */
export function build() {
  const { status } = spawnSync(node, [join(root, 'tools/setup.mjs'), '--build'], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('The build failed');
}

/** Runs the migrations of Mainstay on a database. */
export function migrate(databaseUrl) {
  const { status } = spawnSync(node, [join(root, 'dist/src/cli.js'), 'migrate'], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('The migrations failed');
}

/** Whether programs can be put on cores of their own: it takes two cores and `taskset`. */
export const canPin =
  process.platform === 'linux' &&
  availableParallelism() > 1 &&
  spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** A command that stays on one core, where that can be done; anywhere when `core` is undefined. */
export function onCore(core, command) {
  return core === undefined || !canPin ? command : ['taskset', '-c', String(core), ...command];
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Starts a program that serves HTTP on `PORT`, in a process of its own, and waits until it answers at `path`.
 * @param script a file of this project, such as `dist/src/main.js`
 * @param options.core the one core that it may use; all of them by default
 */
export async function startServer(
  script,
  { environment = {}, nodeOptions = [], path = '/readyz', core } = {},
) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  // taskset becomes the program, so the process stays the same one.
  const [command, ...args] = onCore(core, [node, ...nodeOptions, join(root, script)]);
  const child = spawn(command, args, {
    env: { ...process.env, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const kill = () => child.kill('SIGKILL');
  // A measurement that fails leaves no server behind.
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  for (let tries = 0; ; tries += 1) {
    if (child.exitCode !== null || tries === 1_000) throw new Error(`${script} did not start`);
    if ((await fetch(url + path).catch(() => undefined))?.ok) break;
    await setTimeout(30);
  }
  return {
    url,
    /** Milliseconds of processor time that it has used, in steps of ten; only Linux tells. */
    processorTime() {
      if (process.platform !== 'linux') return Number.NaN;
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
      return (Number(fields[11]) + Number(fields[12])) * 10;
    },
    /** MiB of resident memory; only Linux tells. */
    memory() {
      if (process.platform !== 'linux') return Number.NaN;
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024;
    },
    /** Lets it sleep without a share of the processor while another one is measured. */
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    async stop() {
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

const encryptionKey = randomBytes(32).toString('base64');

/** What Mainstay is told for a measurement. */
export const mainstayEnvironment = (databaseUrl) => ({
  DATABASE_URL: databaseUrl,
  ALLOW_SANDBOX_PAYMENTS: 'true',
  DEMO_DATA: 'false',
  ENCRYPTION_KEYS: encryptionKey,
  LOG_LEVEL: 'silent',
  RATE_LIMIT: 'off',
  SHUTDOWN_DELAY: '0ms',
});

/** Runs a script of this project in a process of its own. @returns what it printed, read as JSON */
export async function runScript(script, args, { core } = {}) {
  const [command, ...rest] = onCore(core, [node, join(root, script), ...args]);
  const child = spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
  return JSON.parse(text);
}
