/**
 * Measures what a person waits for: `npm start` from the second time on, in this folder.
 *
 *   node bench/start.mjs [runs]        (default 5)
 *
 * Per run: milliseconds from the command to the first answer of /readyz and of GET /api/v1/posts, resident memory of the
 * server when it has been idle for ten seconds (Linux), and milliseconds from Ctrl-C to the end. Prints the medians.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { setTimeout } from 'node:timers/promises';

const runs = Number(process.argv[2] ?? 5);
const port = 3977;
const url = `http://127.0.0.1:${port}`;
const idle = 10_000;

async function firstAnswer(path) {
  for (;;) {
    const answer = await fetch(`${url}${path}`).catch(() => undefined);
    if (answer?.ok) return;
    await setTimeout(5);
  }
}

/** The server among the descendants of npm: the one that was started with the main file. */
function serverOf(pid) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean);
  for (const child of children) {
    const words = readFileSync(`/proc/${child}/cmdline`, 'utf8').split('\0');
    if (words[0].endsWith('node') && words.some((word) => word.endsWith('main.js'))) return child;
    const found = serverOf(child);
    if (found) return found;
  }
  return undefined;
}

function megabytes(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

async function run() {
  const begun = performance.now();
  const npm = spawn('npm', ['start'], {
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1' },
    stdio: 'ignore',
    // A group of its own: Ctrl-C reaches npm and the server alike, as from a terminal.
    detached: true,
  });
  if (npm.pid === undefined) throw new Error('npm did not start');
  const ended = once(npm, 'exit');
  await firstAnswer('/readyz');
  const ready = performance.now() - begun;
  await firstAnswer('/api/v1/posts');
  const served = performance.now() - begun;
  await setTimeout(idle);
  const server = process.platform === 'linux' ? serverOf(npm.pid) : undefined;
  const memory = server === undefined ? Number.NaN : megabytes(server);
  const asked = performance.now();
  process.kill(-npm.pid, 'SIGINT');
  await ended;
  return { ready, served, memory, end: performance.now() - asked };
}

const results = [];
for (let count = 0; count <= runs; count += 1) {
  const result = await run();
  // The first one may still install, build and migrate: it is not counted.
  if (count > 0) results.push(result);
}

const row = (title, key, unit) => {
  const sorted = results.map((result) => result[key]).sort((a, b) => a - b);
  const [low, median, high] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)].map(
    Math.round,
  );
  return `| ${title} | ${median} ${unit} | ${low} to ${high} |`;
};
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0].model.trim()}, ${runs} runs

| measure | median | range |
|---|---|---|
${row('command to first answer (`/readyz`)', 'ready', 'ms')}
${row('command to first list of posts', 'served', 'ms')}
${row('resident memory, idle', 'memory', 'MiB')}
${row('Ctrl-C to end', 'end', 'ms')}`);
