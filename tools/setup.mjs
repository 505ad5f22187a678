/**
 * Makes a checkout ready to run: installs the dependencies when they are missing or out of date and, with `--build`,
 * builds the project when `dist/` is missing or older than its sources. npm runs it before `start`, `dev`, `test` and
 * `mainstay`; when nothing is to do it returns within a few tens of milliseconds.
 *
 * It is plain JavaScript for Node 14 and newer, because it runs before the pinned Node (the npm package `node`) is there.
 * It writes to standard error alone, so that the output of the command that follows stays clean.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, delimiter, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lockFile = join(root, 'package-lock.json');
const installStamp = join(root, 'node_modules', '.mainstay-install');
const buildStamp = join(root, 'dist', '.mainstay-build');
const pinnedNode = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);
const onWindows = process.platform === 'win32';

class SetupError extends Error {}

function hash(text) {
  return createHash('sha256').update(text).digest('hex');
}

function readOrEmpty(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Whether node_modules holds what package-lock.json asks for, as npm's own record of the last install tells. */
function installedMatchesLock(lockText) {
  const record = readOrEmpty(join(root, 'node_modules', '.package-lock.json'));
  if (record === '') return false;
  const installed = JSON.parse(record).packages;
  return Object.entries(JSON.parse(lockText).packages).every(
    ([path, wanted]) =>
      path === '' || wanted.optional || (installed[path] && installed[path].version === wanted.version),
  );
}

/** PATH without this project's own binaries, which an install removes and puts back. */
function pathOutsideProject() {
  const inside = join(root, 'node_modules') + sep;
  return (process.env.PATH || '').split(delimiter).filter((folder) => !(folder + sep).startsWith(inside));
}

function findProgram(name) {
  const file = onWindows ? `${name}.exe` : name;
  return pathOutsideProject()
    .map((folder) => join(folder, file))
    .find((path) => existsSync(path));
}

/** The command that runs npm with a Node that survives the removal of node_modules. */
function npmCommand() {
  const node = findProgram('node') || process.execPath;
  const startedBy = process.env.npm_execpath || '';
  const beside = join(dirname(node), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (basename(startedBy) === 'npm-cli.js' && existsSync(startedBy)) return [node, startedBy];
  if (onWindows && existsSync(beside)) return [node, beside];
  return ['npm'];
}

/** Runs a command, shows one line of progress and resolves with its exit code and output. */
function run(title, [program, ...args], env) {
  return new Promise((resolve, reject) => {
    const started = Date.now();
    const seconds = () => Math.round((Date.now() - started) / 1000);
    const ticking = process.stderr.isTTY;
    process.stderr.write(ticking ? `${title} ...` : `${title} ...\n`);
    const ticker = ticking && setInterval(() => process.stderr.write(`\r${title} ... ${seconds()} s`), 1000);

    const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    const finish = (settle) => {
      if (ticking) {
        clearInterval(ticker);
        process.stderr.write('\r\u001b[K');
      }
      settle();
    };
    child.on('error', (error) =>
      finish(() => reject(new SetupError(`Could not run ${program}: ${error.message}`))),
    );
    child.on('close', (code, signal) =>
      finish(() => {
        if (code === 0) process.stderr.write(`${title}: done in ${seconds()} s\n`);
        resolve({ code: signal || code, output: Buffer.concat(chunks).toString() });
      }),
    );
  });
}

/** What a person should do about a failed `npm ci`, as far as its output tells. */
function installAdvice(output) {
  if (/\bEUSAGE\b|not in sync/.test(output)) {
    return 'package-lock.json does not fit package.json: run "npm install" and commit both files.';
  }
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT/.test(output)) {
    return 'npm could not reach its registry: check the network or proxy and run the command again.';
  }
  if (/ENOSPC/.test(output)) return 'the disk is full.';
  if (/EACCES|EPERM/.test(output)) return 'files in node_modules belong to another user or are in use.';
  return "npm's own output is above.";
}

function installHash(lockText) {
  return hash(`${process.platform} ${process.arch} ${lockText}`);
}

async function install() {
  const lockText = readFileSync(lockFile, 'utf8');
  if (!installedMatchesLock(lockText)) {
    const env = { ...process.env, PATH: pathOutsideProject().join(delimiter) };
    const args = [
      'ci',
      '--include=dev',
      '--include=optional',
      '--no-audit',
      '--no-fund',
      '--no-engine-strict',
      '--loglevel=error',
    ];
    const { code, output } = await run(
      'Installing dependencies (the first time takes about a minute)',
      [...npmCommand(), ...args],
      env,
    );
    if (code !== 0) {
      process.stderr.write(output);
      throw new SetupError(
        `Could not install the dependencies (npm ci ended with ${code}): ${installAdvice(output)}`,
      );
    }
  }
  requirePinnedNode();
  writeFileSync(installStamp, installHash(lockText));
}

/** Without install scripts npm leaves the pinned Node out; that only matters where the system's own is too old. */
function requirePinnedNode() {
  if (existsSync(pinnedNode)) return;
  const { version, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const needed = Number(/\d+/.exec(engines.node)[0]);
  if (Number(process.versions.node.split('.')[0]) >= needed) return;
  throw new SetupError(
    `Mainstay ${version} needs Node ${needed} or newer and brings its own, but npm did not run the install script of the ` +
      `package "node". Run "npm rebuild node --ignore-scripts=false", or install Node ${needed}.`,
  );
}

function* filesBelow(path) {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) yield* filesBelow(join(path, name));
}

/** A fingerprint of everything that the build reads: names, sizes and times of the files. */
function sourcesHash() {
  const inputs = [
    'src',
    'migrations',
    'tsconfig.json',
    'tsconfig.build.json',
    'nest-cli.json',
    'tools/bundle.mjs',
  ];
  const lines = [readOrEmpty(installStamp)];
  for (const input of inputs) {
    for (const file of filesBelow(join(root, input))) {
      const { mtimeMs, size } = statSync(file);
      lines.push(`${relative(root, file)} ${mtimeMs} ${size}`);
    }
  }
  return hash(lines.join('\n'));
}

async function build() {
  const wanted = sourcesHash();
  const node = existsSync(pinnedNode) ? pinnedNode : process.execPath;
  const steps = [
    ['Compiling', join('node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build'],
    ['Bundling', join('tools', 'bundle.mjs')],
  ];
  for (const [title, script, ...args] of steps) {
    const { code, output } = await run(title, [node, join(root, script), ...args], process.env);
    if (code !== 0) {
      process.stderr.write(output);
      throw new SetupError(`The build failed (${script} ended with ${code}); the messages are above.`);
    }
  }
  writeFileSync(buildStamp, wanted);
}

function installIsCurrent() {
  return readOrEmpty(installStamp) === installHash(readFileSync(lockFile, 'utf8'));
}

function buildIsCurrent() {
  return readOrEmpty(buildStamp) === sourcesHash();
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Runs the work while no other set-up of this checkout runs: two npm scripts may start at the same time. */
async function exclusively(work) {
  const lock = join(root, 'data', '.setup-lock');
  mkdirSync(dirname(lock), { recursive: true, mode: 0o700 });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const holder = Number(readOrEmpty(lock));
      if (holder > 0 && !isAlive(holder)) unlinkSync(lock);
      else await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  try {
    await work();
  } finally {
    unlinkSync(lock);
  }
}

const alsoBuild = process.argv.includes('--build');
try {
  if (!installIsCurrent() || (alsoBuild && !buildIsCurrent())) {
    await exclusively(async () => {
      if (!installIsCurrent()) await install();
      if (alsoBuild && !buildIsCurrent()) await build();
    });
  }
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = 1;
}
