import { once } from 'node:events';
import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/ids.js';
import { type ServerProcess, startServer } from '../support/server-process.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';

let folder: string;
let servers: ServerProcess[];
beforeEach(async () => {
  folder = makeTemporaryFolder('process');
  servers = [];
});
afterEach(async () => {
  for (const server of servers) server.kill('SIGKILL');
  await Promise.all(servers.map(({ ended }) => ended));
  await rm(folder, { recursive: true });
});

function start(environment?: Record<string, string>): ServerProcess {
  const server = startServer(folder, environment);
  servers.push(server);
  return server;
}

const send = (url: string, body: unknown, token = '') =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });

async function signInAsAdmin(url: string, printed: string): Promise<string> {
  const [, email = '', password = ''] = /Admin\s+(\S+)\n\s+Password\s+(\S+)/.exec(printed) ?? [];
  const answer = await send(`${url}/api/v1/auth/login`, { email, password });
  return ((await answer.json()) as { accessToken: string }).accessToken;
}

describe('the process', () => {
  it('starts with nothing given, keeps what it acknowledged through kill -9, and shows the password once', async () => {
    const first = start();
    const url = await first.url;
    const token = await signInAsAdmin(url, first.output());
    const created = await send(`${url}/api/v1/posts`, { title: 'Kept', content: 'as promised' }, token);
    expect(created.status).toBe(201);
    const { id } = (await created.json()) as { id: string };
    first.kill('SIGKILL');
    await first.ended;

    const second = start();
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${await second.url}/api/v1/posts/${id}`, { headers });
    expect(await answer.json()).toMatchObject({ id, title: 'Kept' });
    expect(second.output()).not.toMatch(/Password/);
  });

  it('keeps its data from other users, whatever the umask, also in a folder that an earlier version made', async () => {
    const open = ['data', 'data/mail', 'data/mail/old.eml', 'data/mainstay.db'].map((name) =>
      join(folder, name),
    );
    await mkdir(join(folder, 'data', 'mail'), { recursive: true });
    for (const path of open.slice(2)) await writeFile(path, '');
    for (const path of open) await chmod(path, path.includes('.') ? 0o666 : 0o777);
    const before = process.umask(0);
    const server = start();
    process.umask(before);
    const url = await server.url;
    expect(
      (
        await send(`${url}/api/v1/auth/register`, {
          email: 'ada@example.com',
          name: 'Ada',
          password: 'correct horse battery staple',
        })
      ).status,
    ).toBe(202);
    const modes = async (): Promise<Record<string, string>> => {
      const names = await readdir(join(folder, 'data'), { recursive: true });
      const found = await Promise.all(
        ['', ...names].map(async (name) => {
          const { mode } = await stat(join(folder, 'data', name));
          return [name.replace(/.*(old)?\.eml$/, '*.eml'), (mode & 0o777).toString(8)] as const;
        }),
      );
      return Object.fromEntries(found);
    };
    const mails = async (): Promise<string[]> => readdir(join(folder, 'data', 'mail'));
    // It has another name until it is whole.
    await until(
      'a mail is written',
      async () => (await mails()).filter((name) => name.endsWith('.eml')).length > 1,
    );
    expect(await modes()).toEqual({
      '': '700',
      'encryption-keys': '600',
      mail: '700',
      '*.eml': '600',
      'mainstay.db': '600',
      'mainstay.db-shm': '600',
      'mainstay.db-wal': '600',
    });
  });

  it('ends within a second of Ctrl-C when idle, also while a client keeps its connection open', async () => {
    const server = start();
    await fetch(`${await server.url}/livez`);
    const asked = performance.now();
    server.kill('SIGINT');
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - asked).toBeLessThan(1_000);
  });

  it('drains on SIGTERM: not ready at once, what is in flight is finished, exit code 0', async () => {
    const server = start({ SHUTDOWN_DELAY: '3s' });
    const url = await server.url;
    const login = () =>
      send(`${url}/api/v1/auth/login`, { email: `${newId()}@example.com`, password: 'wrong password' });
    const inFlight = Array.from({ length: 30 }, login);
    await Promise.race(inFlight);
    server.kill('SIGTERM');
    await until('the server says that it drains', async () => (await fetch(`${url}/readyz`)).status === 503);
    expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ status: 'draining' });
    expect((await login()).status).toBe(401);
    const statuses = (await Promise.all(inFlight)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(await server.ended).toEqual({ code: 0, signal: null });
  });

  it('hosts only the modules that SERVICES names', async () => {
    const server = start({ SERVICES: 'blog' });
    const url = await server.url;
    expect((await fetch(`${url}/api/v1/posts`)).status).toBe(200);
    expect((await send(`${url}/api/v1/auth/login`, {})).status).toBe(404);
    expect((await send(`${url}/api/v1/posts`, {}, 'a.b.c')).status).toBe(503);
    const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(paths).some((path) => path.includes('/users'))).toBe(false);
  });
});

describe('a start that cannot succeed', () => {
  /** One message, exit code 1, no stack trace. */
  async function failure(environment: Record<string, string>): Promise<string> {
    const server = start(environment);
    expect(await server.ended).toEqual({ code: 1, signal: null });
    expect(server.output()).not.toMatch(/^\s+at /m);
    return server.output().trim();
  }

  it('names the port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    try {
      const lines = (await failure({ PORT: String(port), LOG_LEVEL: 'warn' })).split('\n');
      expect(lines).toEqual([`PORT: ${port} is in use by another process`]);
    } finally {
      other.close();
    }
  });

  it('names the port of the metrics when that is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const server = start({ METRICS_PORT: String(port) });
    expect((await server.ended).code).toBe(1);
    expect(server.output()).toMatch(new RegExp(`METRICS_PORT: cannot listen on ${port}: .*EADDRINUSE`));
    other.close();
  });

  it('names a folder that cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    const message = await failure({ DATABASE_URL: 'sqlite:./file/mainstay.db' });
    expect(message.split('\n')).toHaveLength(1);
    expect(message).toContain('file');
  });

  it('names a database that does not answer', async () => {
    const message = await failure({ DATABASE_URL: 'mysql://root:secret@127.0.0.1:1/none' });
    expect(message.split('\n')).toHaveLength(1);
    expect(message).not.toContain('secret');
  });

  it('names every wrong variable', async () => {
    const message = await failure({ PORT: 'http', LOG_LEVEL: 'loud' });
    expect(message).toMatch(/PORT: .*\n.*LOG_LEVEL: /);
  });
});
