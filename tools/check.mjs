/**
 * Runs the project's checks and stops at the first one that fails.
 *
 *   node tools/check.mjs         the quick ones: format, lint, types, import rules, unused code, unit specs
 *   node tools/check.mjs --all   what CI runs: also the build, all tests on each database that answers, the OpenAPI document
 *
 * With `--all` these variables choose the databases; a database that does not answer is left out, loudly:
 *   CI_MARIADB_URL   default mysql://root@127.0.0.1:3306/
 *   CI_MYSQL_URL     default mysql://root@127.0.0.1:3307/
 *   CI_MYSQL=1       starts a MySQL with tools/mysql-for-tests.sh first
 *
 * The last line is "N passed, N failed" and counts test cases; a failed check that is no test counts as one.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createConnection } from 'mysql2/promise';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const results = mkdtempSync(join(tmpdir(), 'mainstay-check-'));
/** Milliseconds after which a step is ended and counts as failed: several times what the slowest one takes. */
const longestStep = 15 * 60_000;
const everything = process.argv.includes('--all');
const totals = { passed: 0, failed: 0 };

/** The environment of a check: project binaries first, and no database unless the check names one. */
function environment(extra = {}) {
  const { TEST_DATABASE_URL: _ignored, ...rest } = process.env;
  const PATH = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  return { ...rest, PATH, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', ...extra };
}

const jest = ['node', '--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];

/** A step that runs Jest; its numbers enter the totals. */
function tests(title, command, env) {
  const report = join(results, `${title.replace(/\W+/g, '-')}.json`);
  return { title, command: [...command, '--json', `--outputFile=${report}`], env, report };
}

const staticSteps = [
  { title: 'format', command: ['prettier', '--check', '--log-level=warn', '.'] },
  { title: 'lint and types', command: ['oxlint', '--type-aware', '--type-check'] },
  { title: 'unused code', command: ['knip', '--no-progress'] },
];

// Leaves a mark that saves the trials from building again.
const build = { title: 'build', command: ['node', 'tools/setup.mjs', '--build'] };

const openApiSteps = [
  {
    title: 'OpenAPI document',
    command: ['sh', '-c', `node dist/src/cli.js openapi > "${join(results, 'openapi.json')}"`],
  },
  {
    title: 'OpenAPI lint',
    command: ['redocly', 'lint', '--extends=recommended', join(results, 'openapi.json')],
  },
];

const trials = (...names) => `/test/trials/(${names.join('|')})\\.test`;

/** Trials that measure times: nothing else may run beside them. */
const timed = ['sign-in-load', 'inventory-races'];
/** Trials that start servers on the embedded database or on one of their own, or try what no database has a part in. */
const withoutDatabase = ['bundle', 'process', 'readme', 'redis', 'tls', 'tls-database', 'tls-redis'];

/** The tests whose outcome depends on the database. */
const databaseTests = ['test/journeys', 'test/trials', 'src/platform/database', 'src/platform/events'];

class CheckFailed extends Error {}

/** Ends a step with all processes that it started. */
function end({ child }) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

const alive = new Set();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(signal, () => {
    for (const step of alive) end(step);
    process.kill(process.pid, signal);
  });

/** Starts a step in a process group of its own, so that even a test that never yields can be ended when its time is over. */
function start({ title, command: [program, ...args], env }, stdio) {
  const child = spawn(program, args, {
    cwd: root,
    env: environment(env),
    stdio: ['ignore', stdio, stdio],
    detached: true,
  });
  const step = { title, child };
  const chunks = [];
  child.stdout?.on('data', (chunk) => chunks.push(chunk));
  child.stderr?.on('data', (chunk) => chunks.push(chunk));
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    end(step);
  }, longestStep);
  alive.add(step);
  step.ended = new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: error.message, output: '' }));
    child.on('close', (code, signal) => {
      const reason = late ? `no end within ${longestStep / 60_000} minutes` : (signal ?? code);
      resolve({ code: reason, output: Buffer.concat(chunks).toString() });
    });
  }).finally(() => {
    clearTimeout(limit);
    alive.delete(step);
  });
  return step;
}

/** Adds what Jest counted and returns the number of failures: failed cases, and files that could not run. */
function count(report) {
  if (!existsSync(report)) return 0;
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  totals.passed += numPassedTests;
  totals.failed += failed;
  return failed;
}

async function finish(step, running, started) {
  const { code, output } = await running.ended;
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const failures = step.report ? count(step.report) : 0;
  if (code === 0 && failures === 0) {
    console.log(`ok      ${step.title} (${seconds} s)`);
    return;
  }
  if (failures === 0) totals.failed += 1;
  process.stdout.write(output);
  throw new CheckFailed(
    `FAILED  ${step.title} (${seconds} s): "${step.command.join(' ')}" ended with ${code}`,
  );
}

/** Runs one step and shows its output as it comes. */
async function runAlone(step) {
  console.log(`\n--- ${step.title}`);
  await finish(step, start(step, 'inherit'), Date.now());
}

/** Runs steps two at a time, shows the output of a failed one alone, and stops the others then. */
async function runInPairs(steps) {
  const waiting = [...steps];
  let failure;
  const lane = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const started = Date.now();
      const current = start(step, 'pipe');
      await current.ended;
      if (failure) return;
      await finish(step, current, started).catch((error) => {
        failure = error;
        waiting.length = 0;
        for (const other of alive) end(other);
      });
    }
  };
  await Promise.all([lane(), lane()]);
  if (failure) throw failure;
}

function banner(...lines) {
  const rule = '!'.repeat(Math.max(...lines.map((line) => line.length)) + 6);
  console.log(['', rule, ...lines.map((line) => `!! ${line}`), rule].join('\n'));
}

/** What server answers at a URL, such as "8.4.3", or undefined when none does. */
async function serverAt(url) {
  try {
    const connection = await createConnection({ uri: url, connectTimeout: 2000 });
    const [[row]] = await connection.query('SELECT VERSION() AS version');
    await connection.end();
    return row.version;
  } catch {
    return undefined;
  }
}

async function testOn(name, url, hint) {
  const version = await serverAt(url);
  if (version === undefined) {
    banner(`NOT TESTED ON ${name}: no server answers at ${url.replace(/\/\/.*@/, '//')}`, hint);
    return;
  }
  console.log(`\n${name} answers: ${version}`);
  const env = { TEST_DATABASE_URL: url };
  // Last, for it takes all that follows.
  const without = `--testPathIgnorePatterns=${trials(...timed, ...withoutDatabase)}`;
  await runAlone(tests(`tests on ${name}`, [...jest, ...databaseTests, without], env));
  await runAlone(tests(`timed trials on ${name}`, [...jest, '--runInBand', trials(...timed)], env));
}

async function runEverything() {
  await runInPairs([...staticSteps, build]);
  const npmTest = ['npm', 'test', '--silent', '--'];
  const measured = trials('process', 'redis', ...timed);
  await runAlone(tests('tests (npm test)', [...npmTest, `--testPathIgnorePatterns=${measured}`]));
  await runAlone(tests('timed trials (npm test)', [...npmTest, '--runInBand', measured]));

  const mariadb = process.env.CI_MARIADB_URL || 'mysql://root@127.0.0.1:3306/';
  await testOn('MariaDB', mariadb, 'Start one, or set CI_MARIADB_URL.');

  if (process.env.CI_MYSQL === '1') {
    await runAlone({ title: 'MySQL for tests', command: ['bash', 'tools/mysql-for-tests.sh', 'start'] });
  }
  const mysql = process.env.CI_MYSQL_URL || 'mysql://root@127.0.0.1:3307/';
  await testOn('MySQL', mysql, 'Set CI_MYSQL=1 to start one (as root on Debian), or set CI_MYSQL_URL.');

  for (const step of openApiSteps) await runAlone(step);
}

async function runQuickly() {
  const importRules = tests('import rules', [...jest, 'test/architecture/import-rules']);
  const specs = tests('unit specs', [...jest, '--testMatch=**/src/**/*.spec.ts']);
  await runInPairs([...staticSteps, importRules, specs]);
}

const started = Date.now();
try {
  await (everything ? runEverything() : runQuickly());
} catch (error) {
  if (!(error instanceof CheckFailed)) throw error;
  console.log(`\n${error.message}`);
} finally {
  rmSync(results, { recursive: true, force: true });
}
console.log(`\n${((Date.now() - started) / 1000).toFixed(0)} s in all`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;
