import { MemoryStore } from '../../src/platform/cache/stores.js';
import type { TestApp } from './app.js';
import type { Client, Loose } from './client.js';
import { until } from './until.js';

/**
 * How many SQL statements a GET request takes, as the request log tells, when its caller is known and nothing is cached. What a process believes of
 * sessions and keys is read again every few seconds, by whichever request comes then: of three in a row at least one is spared.
 */
export async function statementsOf(app: TestApp, path: string, client: Client = app.client): Promise<number> {
  const counts: number[] = [];
  for (let time = 0; time < 3; time += 1) {
    app.nest.get(MemoryStore).clear();
    const { status, headers } = await client.get(path);
    if (status !== 200) throw new Error(`GET ${path} → ${status}`);
    counts.push(await loggedStatements(app, headers));
  }
  return Math.min(...counts);
}

/** How many SQL statements the request took that was answered with these headers. */
export async function loggedStatements(app: TestApp, headers: Headers): Promise<number> {
  const requestId = String(headers.get('x-request-id'));
  const line = (): Loose =>
    app.logs.map((text) => JSON.parse(text)).find((entry) => entry.requestId === requestId);
  await until('the request is logged', () => line() !== undefined);
  return line().queries;
}
