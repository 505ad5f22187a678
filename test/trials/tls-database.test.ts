import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Certificate, hasOpenssl, selfSigned, signedBy } from '../support/certificates.js';
import { type ServerProcess, startServer } from '../support/server-process.js';
import {
  databaseProgram,
  startTlsDatabaseServer,
  type TlsDatabaseServer,
} from '../support/tls-database-server.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const missing = [
  ...(databaseProgram === undefined ? ['MariaDB or MySQL server (mariadbd, mysqld)'] : []),
  ...(hasOpenssl ? [] : ['openssl']),
];
// Jest keeps console.warn of a file without any test that ran to itself.
if (missing.length > 0)
  process.stderr.write(
    `SKIPPED: TLS to the database is tried on a server of its own; there is no ${missing.join(' and no ')}.\n`,
  );

let folder: string;
const mainstays: ServerProcess[] = [];
afterEach(async () => {
  for (const mainstay of mainstays) mainstay.kill('SIGKILL');
  await Promise.all(mainstays.splice(0).map(({ ended }) => ended));
});

const databaseUrl = (port: number, parameters: string): string =>
  `mysql://root@localhost:${port}/mainstay${parameters}`;

function startOn(DATABASE_URL: string, authority?: Certificate): ServerProcess {
  const mainstay = startServer(folder, {
    DATABASE_URL,
    ...(authority && { NODE_EXTRA_CA_CERTS: authority.cert }),
  });
  mainstays.push(mainstay);
  return mainstay;
}

/** The one line with which a start ends. */
async function refusal(url: string, authority?: Certificate): Promise<string> {
  const mainstay = startOn(url, authority);
  expect(await Promise.race([mainstay.ended, mainstay.url.catch(() => mainstay.ended)])).toEqual({
    code: 1,
    signal: null,
  });
  const lines = mainstay.output().trim().split('\n');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^The database root@localhost:\d+\/mainstay cannot be used: /);
  return String(lines[0]);
}

/** Somebody between Mainstay and a database who takes the offer of TLS (0x0800) out of the flags in its greeting. */
async function startBetween(port: number): Promise<{ port: number; seen(): number; close(): void }> {
  let seen = 0;
  const proxy = createServer((client) => {
    const database = connect(port, '127.0.0.1').once('data', (greeting) => {
      const endOfVersion = greeting.indexOf(0, 5);
      const flags = endOfVersion + 14;
      greeting.writeUInt16LE(greeting.readUInt16LE(flags) & ~0x0800, flags);
      client.write(greeting);
    });
    client.on('data', ({ length }) => (seen += length));
    client.on('error', () => client.destroy());
    client.on('close', () => database.destroy());
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return { port: (proxy.address() as AddressInfo).port, seen: () => seen, close: () => proxy.close() };
}

(missing.length === 0 ? describe : describe.skip)('a database that speaks nothing but TLS', () => {
  let authority: Certificate;
  let server: TlsDatabaseServer;
  let misnamed: TlsDatabaseServer;

  beforeAll(async () => {
    folder = makeTemporaryFolder('tls-database');
    authority = selfSigned(folder, 'authority');
    const start = (name: string) =>
      startTlsDatabaseServer(
        String(databaseProgram),
        join(folder, `server-${name}`),
        signedBy(authority, folder, name),
        authority,
      );
    server = await start('localhost');
    misnamed = await start('db.example.com');
  });
  afterAll(async () => {
    await server?.stop();
    await misnamed?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  it('is used with ssl=true when its authority is trusted', async () => {
    const mainstay = startOn(databaseUrl(server.port, '?ssl=true'), authority);
    expect((await fetch(`${await mainstay.url}/readyz`)).status).toBe(200);
    expect((await fetch(`${await mainstay.url}/api/v1/posts`)).status).toBe(200);
  });

  it('is not reached without: it lets nobody in who is not encrypted', async () => {
    // MySQL says why, MariaDB does not.
    expect(await refusal(databaseUrl(server.port, ''), authority)).toMatch(
      /insecure transport|Access denied/,
    );
  });

  it('is refused when nobody who is trusted signed its certificate', async () => {
    expect(await refusal(databaseUrl(server.port, '?ssl=true'))).toContain('certificate');
  });

  it('is refused when its certificate is for another host', async () => {
    const line = await refusal(databaseUrl(misnamed.port, '?ssl=true'), authority);
    expect(line).toMatch(/localhost.* not in .*db\.example\.com/);
  });

  it('is refused when its offer of TLS is taken away on the way, before a password is sent', async () => {
    const between = await startBetween(server.port);
    try {
      expect(await refusal(databaseUrl(between.port, '?ssl=true'), authority)).toContain('secure connection');
      expect(between.seen()).toBe(0);
    } finally {
      between.close();
    }
  });
});
