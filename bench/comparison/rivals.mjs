/** Starts Mainstay, and the program by hand that is measured beside it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mainstayEnvironment, startServer } from '../support/processes.mjs';
import { ask } from './answers.mjs';

/** Servers have this core for themselves, one at a time. */
const core = 0;

/** Headers that belong to an answer and not to the server that sends it. */
const copied = ['content-type', 'cache-control', 'etag', 'link', 'vary'];

/** Mainstay on a database. @param cache `on` or `off` */
export async function startMainstay(databaseUrl, cache) {
  const environment = { ...mainstayEnvironment(databaseUrl), CACHE: cache };
  return startServer('dist/src/main.js', { environment, core });
}

async function startByHand(name, environment) {
  return startServer(`bench/by-hand/${name}.mjs`, { environment, core });
}

/** With mysql2. It knows the keys that access tokens are verified with. */
export async function besideShop({ world, ours }) {
  const keys = await ask(ours, '/.well-known/jwks.json');
  return { server: await startByHand('shop', { DATABASE_URL: world.url, JWKS: keys.body }) };
}

/** With better-sqlite3. */
export async function besideFile({ world }) {
  return { server: await startByHand('embedded', { DATABASE_URL: world.copy }) };
}

/** With the bytes that Mainstay answers. */
export async function besideBytes({ ours }) {
  const answers = {};
  for (const path of ours.paths) {
    const { headers, body } = await ask(ours, path);
    const kept = copied.filter((name) => headers[name] !== undefined);
    answers[path] = { headers: Object.fromEntries(kept.map((name) => [name, headers[name]])), body };
  }
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-bench-'));
  try {
    const file = join(folder, 'answers.json');
    writeFileSync(file, JSON.stringify(answers));
    return { server: await startByHand('bytes', { ANSWERS: file }) };
  } finally {
    // It has read the file when it answers.
    rmSync(folder, { recursive: true });
  }
}

/** With a file that holds what Mainstay answers. Each is asked with the ETag that it gave itself. */
export async function beside304({ ours }) {
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-bench-'));
  const clean = () => rmSync(folder, { recursive: true });
  const [path] = ours.paths;
  const { body } = await ask(ours, path);
  writeFileSync(join(folder, 'product.json'), body);
  const server = await startByHand('files', { FILES: folder });
  const paths = ['/product.json'];
  const conditional = async (url, asked) => ({
    'if-none-match': (await ask({ url }, asked)).headers.etag ?? 'none',
  });
  ours.headers = await conditional(ours.server.url, path);
  return { server, paths, headers: await conditional(server.url, paths[0]), clean };
}
