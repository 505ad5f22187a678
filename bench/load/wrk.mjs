/**
 * Load by `wrk`, a client in C: one in JavaScript would be the limit of what is measured. It has one thread, on a core of its
 * own where there is one.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onCore } from '../support/processes.mjs';

/** The exit code of a measurement that could not begin because something is missing. */
const notMeasured = 3;
const script = fileURLToPath(new URL('requests.lua', import.meta.url));
/** The core that servers do not use. */
const core = 1;

const isThere = () => spawnSync('wrk', ['--version']).error === undefined;

/** Makes sure that wrk is there, and installs it where that is simple. Ends the process loudly when it is not. */
export function requireWrk() {
  if (isThere()) return;
  if (existsSync('/etc/debian_version') && process.getuid() === 0) {
    console.log('Installing wrk (apt-get install -y wrk)');
    for (const args of [['update'], ['install', '-y', 'wrk']])
      spawnSync('apt-get', args, {
        stdio: 'ignore',
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    if (isThere()) return;
  }
  console.error(
    '\n*** NOT MEASURED: wrk is not on the PATH. Install it: apt-get install wrk, brew install wrk, dnf install wrk ***\n',
  );
  process.exit(notMeasured);
}

/** The version of wrk. */
export function wrkVersion() {
  return (
    /^wrk \D*([\d.]+)/.exec(spawnSync('wrk', ['--version'], { encoding: 'utf8' }).stdout)?.[1] ?? 'unknown'
  );
}

/**
 * Sends GET requests over so many connections for some seconds; each waits for its answer before it sends the next one.
 * @param target.url where the server is
 * @param target.paths asked for in turn
 * @param target.headers of all requests
 * @param target.bytes of an answer on average, its head included: an answer of another kind has more or fewer
 * @returns requests, requests per second, and the latencies p50 and p99 in milliseconds
 * @throws when an answer was not what is expected
 */
export async function load({ url, paths, headers = {}, bytes }, { seconds, connections }) {
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-bench-'));
  try {
    const file = join(folder, 'requests');
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    writeFileSync(file, `${[...head, '', ...paths].join('\n')}\n`);
    const options = { threads: 1, connections, duration: `${seconds}s`, timeout: '10s', script };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const result = await run([...args, '--latency', url, '--', file]);
    requireExpected(result, bytes);
    return {
      requests: result.requests,
      perSecond: (result.requests * 1e6) / result.microseconds,
      p50: result.p50 / 1_000,
      p99: result.p99 / 1_000,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function run(args) {
  const [command, ...rest] = onCore(core, ['wrk', ...args]);
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`wrk ended with ${code}: ${text}`);
  return JSON.parse(text.trim().split('\n').at(-1));
}

/** An answer may be cut off by the end of the round, and heads differ by a few bytes. */
const tolerance = 0.05;

function requireExpected({ requests, bytes: received, ...counts }, expected) {
  if (requests === 0) throw new Error('No request was answered');
  for (const kind of ['refused', 'connect', 'read', 'write', 'timeout'])
    if (counts[kind] > 0) throw new Error(`Errors of wrk: ${JSON.stringify(counts)} of ${requests} requests`);
  const average = received / requests;
  if (Math.abs(average / expected - 1) > tolerance)
    throw new Error(
      `Answers had ${average.toFixed(0)} bytes on average, not ${expected.toFixed(0)}: some had another status`,
    );
}
