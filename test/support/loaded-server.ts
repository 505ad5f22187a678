import { createTestDatabase, type TestDatabase } from './database.js';
import { type ServerProcess, startServer } from './server-process.js';

const email = 'admin@example.com';
const password = 'correct horse battery staple';

/** The real server in a process of its own, and what others feel of the work that it is given. Times are milliseconds. */
export class LoadedServer {
  private constructor(
    private readonly database: TestDatabase,
    private readonly server: ServerProcess,
    readonly url: string,
    /** Of the first admin. */
    readonly token: string,
  ) {}

  static async start(): Promise<LoadedServer> {
    const database = await createTestDatabase();
    const server = startServer(database.folder, {
      DATABASE_URL: database.url,
      RATE_LIMIT: 'off',
      CACHE: 'off',
      DEMO_DATA: 'true',
      ENCRYPTION_KEYS: Buffer.alloc(32, 'tests').toString('base64'),
      ADMIN_EMAIL: email,
      ADMIN_PASSWORD: password,
    });
    const started = new LoadedServer(database, server, await server.url, '');
    const answer = await started.send('/api/v1/auth/login', { body: { email, password } });
    const { accessToken } = (await answer.json()) as { accessToken: string };
    return new LoadedServer(database, server, started.url, accessToken);
  }

  async stop(): Promise<void> {
    this.server.kill('SIGKILL');
    await this.server.ended;
    await this.database.drop();
  }

  /** Lets it finish what it does. */
  terminate(): void {
    this.server.kill('SIGTERM');
  }

  /** A POST where there is a body, unless another method is given. */
  send(
    path: string,
    {
      token = this.token,
      body,
      method = body ? 'POST' : 'GET',
    }: { token?: string; body?: object; method?: string } = {},
  ): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(token !== '' && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  /** The id of what a POST has made. */
  async make(path: string, body: object): Promise<string> {
    const answer = await this.send(path, { body });
    const { id } = (await answer.json()) as { id?: string };
    if (id === undefined) throw new Error(`POST ${path} → ${answer.status}`);
    return id;
  }

  /** The processor time that a plain list of strangers takes. */
  async unit(): Promise<number> {
    const lists = async (): Promise<void> => {
      for (let number = 0; number < 200; number += 1)
        await (await this.send('/api/v1/products?limit=20', { token: '' })).arrayBuffer();
    };
    await lists();
    return (await this.taken(lists)) / 200;
  }

  /** The processor time that the server takes for some work. */
  async taken(work: () => Promise<unknown>): Promise<number> {
    const before = await this.time();
    await work();
    return (await this.time()) - before;
  }

  /** How long a stranger waits for an answer, again and again while something else is done. */
  async waits(path: string, work: () => Promise<unknown>): Promise<number[]> {
    const end = new AbortController();
    const done = work().finally(() => end.abort());
    const times: number[] = [];
    while (!end.signal.aborted) {
      const started = performance.now();
      const answer = await this.send(path, { token: '' });
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`${path} → ${answer.status}`);
      times.push(performance.now() - started);
    }
    await done;
    return times;
  }

  private async time(): Promise<number> {
    const metrics = await (await this.send('/metrics', { token: '' })).text();
    return Number(/^process_cpu_seconds_total (\S+)/m.exec(metrics)?.[1]) * 1_000;
  }
}

export const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((left, right) => left - right)[Math.floor((values.length - 1) * part)] ?? 0;
