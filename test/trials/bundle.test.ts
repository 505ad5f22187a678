import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { builtServer, startServer } from '../support/server-process.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const run = promisify(execFile);

/** What `npm start` and the container image run: the compiled sources and their libraries, joined into a few files. */
describe('the bundle', () => {
  let folder: string;

  beforeAll(async () => {
    builtServer();
    folder = makeTemporaryFolder('bundle');
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const command = async (output: 'build' | 'dist', ...words: string[]): Promise<string> => {
    const { stdout } = await run(process.execPath, [resolve(output, 'src/cli.js'), ...words], {
      cwd: folder,
      env: { PATH: process.env.PATH },
      maxBuffer: 16 * 2 ** 20,
    });
    return stdout;
  };

  it('describes the same API as what was compiled: no name and no rule was lost', async () => {
    const [compiled, bundled] = await Promise.all([command('build', 'openapi'), command('dist', 'openapi')]);

    expect(JSON.parse(bundled)).toEqual(JSON.parse(compiled));
  });

  it('knows the same migrations', async () => {
    expect(await command('dist', 'migrate')).toMatch(/^Ran \d+ migrations$/m);
    expect(await command('build', 'migrate')).toMatch('Nothing to do');
  });

  it('serves, and loads nothing from node_modules but native code and files to serve', async () => {
    const preloaded = pathToFileURL('test/support/loaded-packages.mjs').href;
    const server = startServer(folder, { NODE_OPTIONS: `--import ${preloaded}` });
    try {
      const url = await server.url;
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      expect((await fetch(`${url}/docs`)).status).toBe(200);
      expect((await fetch(`${url}/api/v1/posts`)).status).toBe(200);
      // What only throws is kept.
      for (const path of [
        '/api/v1/posts?q=%ed%a0%80',
        '/api/v1/posts?tag=%c0%80',
        '/openapi.json?%ff',
        '/livez?%',
      ])
        expect([path, (await fetch(`${url}${path}`)).status]).toEqual([path, 400]);
    } finally {
      server.kill('SIGTERM');
      await server.ended;
    }
    const loaded = server.output().match(/(?<=^loaded ).+$/gm) ?? [];
    expect(loaded.filter((name) => !name.startsWith('@node-rs/argon2-')).toSorted()).toEqual([
      '@node-rs/argon2',
      'better-sqlite3',
      'swagger-ui-dist',
    ]);
  });
});
