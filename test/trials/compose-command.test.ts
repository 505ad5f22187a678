import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, mysqlServer, type TestDatabase } from '../support/database.js';
import { dockerfileStages, execForm, readCompose } from '../support/deployment.js';
import { builtServer } from '../support/server-process.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';

if (!mysqlServer) {
  console.warn('SKIPPED: docker-compose.yml is tried on MySQL or MariaDB only; set TEST_DATABASE_URL.');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

(mysqlServer ? describe : describe.skip)(
  'The command that docker-compose.yml and the Dockerfile name',
  () => {
    const folder = makeTemporaryFolder('compose');
    let database: TestDatabase | undefined;

    beforeAll(async () => {
      builtServer();
      database = await createTestDatabase();
    });

    afterAll(async () => {
      rmSync(folder, { recursive: true, force: true });
      await database?.drop();
    });

    it('starts with their environment, becomes ready, and ends with exit code 0 on SIGTERM', async () => {
      const { mainstay } = readCompose().services;
      const command = mainstay?.command ?? [];
      const inImage = dockerfileStages()
        .at(-1)
        ?.instructions.find((instruction) => instruction.getKeyword() === 'CMD');
      expect(command).toEqual(execForm(inImage));

      const [program = '', ...args] = command.map((word) =>
        word.startsWith('dist/') ? resolve(word) : word,
      );
      const port = await freePort();
      const server = spawn(program, args, {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        // The environment of the container and nothing else; only the addresses are those of this machine.
        env: {
          PATH: process.env.PATH,
          ...Object.fromEntries(
            Object.entries(mainstay?.environment ?? {}).map(([name, value]) => [name, String(value)]),
          ),
          DATABASE_URL: database?.url,
          REDIS_URL: process.env.TEST_REDIS_URL || 'redis://127.0.0.1:6379',
          PORT: String(port),
        },
      });
      let output = '';
      for (const stream of [server.stdout, server.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => (output += text));
      }
      const ended = once(server, 'close') as Promise<[number | null, string | null]>;

      try {
        const isReady = async (): Promise<boolean> => {
          if (server.exitCode !== null) throw new Error(`It ended with ${server.exitCode}:\n${output}`);
          return fetch(`http://127.0.0.1:${port}/readyz`).then(
            ({ status }) => status === 200,
            () => false,
          );
        };
        await until('/readyz answers 200', isReady, 60_000);
        server.kill('SIGTERM');

        expect(await ended).toEqual([0, null]);
      } finally {
        server.kill('SIGKILL');
      }
    });
  },
);
