import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { Certificate } from './certificates.js';
import { until } from './until.js';

const versionOf = (program: string): string =>
  spawnSync(program, ['--no-defaults', '--version'], { encoding: 'utf8' }).stdout ?? '';

/** The program of a MariaDB or MySQL server on this machine; undefined where none is installed. */
export const databaseProgram = ['mariadbd', '/usr/sbin/mariadbd', 'mysqld', '/usr/sbin/mysqld'].find(
  (program) => versionOf(program) !== '',
);

/** A MariaDB or MySQL server of its own that refuses whoever does not speak TLS. */
export interface TlsDatabaseServer {
  /** On 127.0.0.1, where `root` has no password. */
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Starts `databaseProgram` with an empty database `mainstay`.
 * @param folder for its data; a new one
 */
export async function startTlsDatabaseServer(
  program: string,
  folder: string,
  certificate: Certificate,
  authority: Certificate,
): Promise<TlsDatabaseServer> {
  mkdirSync(folder);
  // A server that starts removes the temporary tables in its folder: in one that it shares they are another server's.
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const data = [
    `--datadir=${join(folder, 'data')}`,
    `--tmpdir=${temporary}`,
    ...(process.getuid?.() === 0 ? ['--user=root'] : []),
  ];
  initialize(program, data);
  const port = await freePort();
  const child = spawn(
    program,
    [
      '--no-defaults',
      ...data,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${join(folder, 'socket')}`,
      `--pid-file=${join(folder, 'pid')}`,
      '--loose-mysqlx=OFF',
      // Nobody keeps what is written here, so nobody waits for the disk.
      '--innodb-flush-log-at-trx-commit=0',
      '--loose-debug-no-sync',
      `--ssl-ca=${authority.cert}`,
      `--ssl-cert=${certificate.cert}`,
      `--ssl-key=${certificate.key}`,
      '--require-secure-transport=ON',
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  let over = false;
  const ended = once(child, 'close').then(() => (over = true));
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  try {
    await until('the database server answers', () => over || answers(port), 20_000);
    if (over) throw new Error('It ended');
  } catch (error) {
    await stop();
    throw new Error(`The database server did not start:\n${output}`, { cause: error });
  }
  return { port, stop };
}

function initialize(program: string, data: string[]): void {
  const [command, words] = versionOf(program).includes('MariaDB')
    ? ['mariadb-install-db', ['--auth-root-authentication-method=normal', '--skip-test-db']]
    : [program, ['--initialize-insecure']];
  execFileSync(command, ['--no-defaults', ...data, ...words], { stdio: 'pipe' });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(port: number): Promise<boolean> {
  try {
    const ssl = { rejectUnauthorized: false };
    const connection = await createConnection({ host: '127.0.0.1', port, user: 'root', ssl });
    await connection.query('CREATE DATABASE IF NOT EXISTS mainstay CHARACTER SET utf8mb4');
    await connection.end();
    return true;
  } catch {
    return false;
  }
}
