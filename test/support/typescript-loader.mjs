/*
 * `node --import ./test/support/typescript-loader.mjs script.ts`: lets a child process of a test run TypeScript with
 * decorators, compiled by SWC with the project's .swcrc. What is compiled once is kept for the next process.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { enableCompileCache, registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync, version } from '@swc/core';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'mainstay-tests');
const settings = `${version} ${readFileSync(join(root, '.swcrc'), 'utf8')}`;
mkdirSync(cache, { recursive: true });
enableCompileCache(cache);

registerHooks({
  resolve(specifier, context, nextResolve) {
    const ours = context.parentURL?.endsWith('.ts') && /^\.{1,2}\//.test(specifier);
    return nextResolve(ours ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
    return { format: 'module', source: compiled(fileURLToPath(url)), shortCircuit: true };
  },
});

function compiled(filename) {
  const source = readFileSync(filename, 'utf8');
  const name = createHash('sha256').update(`${settings}\n${filename}\n${source}`).digest('hex');
  const kept = join(cache, `${name}.js`);
  try {
    return readFileSync(kept, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  const { code } = transformSync(source, { filename, sourceMaps: 'inline' });
  // Another process may do the same at this moment: each writes a file of its own and puts it in place at once.
  const draft = `${kept}.${process.pid}`;
  writeFileSync(draft, code);
  renameSync(draft, kept);
  return code;
}
