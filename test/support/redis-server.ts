import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createClient } from '@redis/client';
import type { Certificate } from './certificates.js';
import { until } from './until.js';

/** Whether tests can start a Redis of their own. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** For a Redis that speaks nothing but TLS, as `localhost` or whatever the certificate is for. */
interface Tls {
  readonly certificate: Certificate;
  readonly authority: Certificate;
}

const clientOf = (url: string) =>
  createClient({
    url,
    // What it says of itself is looked at by those who are tested.
    socket: url.startsWith('rediss:')
      ? { tls: true, rejectUnauthorized: false, reconnectStrategy: false }
      : { reconnectStrategy: false },
  });
type Client = ReturnType<typeof clientOf>;

/** A Redis of a test, which it may stop, freeze and start again at the same address. */
export class RedisServer {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly port: number,
    private readonly folder: string,
    private readonly tls?: Tls,
  ) {}

  /** An address at which nothing answers yet. */
  static async reserve(folder: string, tls?: Tls): Promise<RedisServer> {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as { port: number };
    probe.close();
    await once(probe, 'close');
    return new RedisServer(port, folder, tls);
  }

  /** For `REDIS_URL`. */
  get url(): string {
    return this.tls ? `rediss://localhost:${this.port}` : `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const settings = {
      bind: '127.0.0.1',
      save: '',
      appendonly: 'no',
      dir: this.folder,
      ...(this.tls
        ? {
            port: 0,
            'tls-port': this.port,
            'tls-cert-file': this.tls.certificate.cert,
            'tls-key-file': this.tls.certificate.key,
            'tls-ca-cert-file': this.tls.authority.cert,
            'tls-auth-clients': 'no',
          }
        : { port: this.port }),
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    this.child = spawn('redis-server', args, { stdio: 'ignore' });
    await until('Redis answers', () => this.answers());
  }

  /** `SIGKILL`, or `SIGSTOP` and `SIGCONT` to freeze and thaw it. */
  async signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    if (signal === 'SIGKILL') await ended;
  }

  /** Does something with a connection of its own. */
  async with<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = clientOf(this.url);
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await work(client);
    } finally {
      client.destroy();
    }
  }

  private async answers(): Promise<boolean> {
    return this.with(async (client) => (await client.ping()) === 'PONG').catch(() => false);
  }
}
