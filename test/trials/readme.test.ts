import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ServerProcess, startServer } from '../support/server-process.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

let folder: string;
let server: ServerProcess;

beforeAll(async () => {
  folder = makeTemporaryFolder('readme');
  server = startServer(folder, { DEMO_DATA: 'true' });
  await server.url;
});

afterAll(async () => {
  server.kill('SIGKILL');
  await server.ended;
  await rm(folder, { recursive: true });
});

/** The lines of a page that a reader runs: its blocks of Bash. */
async function linesOf(page: string): Promise<string> {
  const blocks = (await readFile(page, 'utf8')).matchAll(/^```bash\n(.*?)^```$/gms);
  return [...blocks].map(([, lines]) => lines).join('');
}

/** Runs lines as a reader would who stops at the first one that fails. */
async function follow(script: string, password: string): Promise<{ code: number | null; output: string }> {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder,
    env: { PATH: process.env.PATH, BASE: await server.url, PASSWORD: password },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

function printedPassword(): string {
  return /Password\s+(\S+)/.exec(server.output())?.[1] ?? '';
}

describe('The tour of the README', () => {
  it('leads a guest to a confirmed order, and the admin to what it did to the stock', async () => {
    const { code, output } = await follow(await linesOf('README.md'), printedPassword());
    expect(code).toBe(0);
    const [order = '', movements = '', ...more] = output.trimEnd().split('\n');
    expect(JSON.parse(order)).toMatchObject({ status: 'confirmed', lines: [{ quantity: 2 }] });
    expect(JSON.parse(movements)).toMatchObject({ data: [{ kind: 'sold', deltaOnHand: -2 }] });
    expect(more).toEqual([]);
  });
});

describe('The longer tour', () => {
  it('sells, ships and refunds, then writes about it', async () => {
    const { code, output } = await follow(await linesOf('docs/guides/tour.md'), printedPassword());
    expect(code).toBe(0);
    const lines = output.trimEnd().split('\n');
    expect(lines.slice(0, 2)).toEqual(['tea-towel', 'payment_declined']);
    expect(JSON.parse(lines[2] ?? '')).toMatchObject({ onHand: 8, held: 0, available: 8 });
    expect(lines.slice(3, 9)).toEqual([
      '"kind":"sold"',
      '"kind":"held"',
      '"kind":"received"',
      'completed',
      'succeeded',
      'published',
    ]);
    expect(JSON.parse(lines[9] ?? '')).toMatchObject({ title: 'Caring for linen', status: 'published' });
    expect(lines).toHaveLength(10);
  });

  it('fails when a line of it fails', async () => {
    const tour = await linesOf('docs/guides/tour.md');
    const password = printedPassword();
    expect((await follow(tour, 'not the password')).code).not.toBe(0);
    for (const [word, other] of [
      ['/fulfillments', '/fulfilments'],
      ['/publish', '/publicize'],
      ['| field id', '| field identity'],
    ] as const)
      expect([word, (await follow(tour.replace(word, other), password)).code]).not.toEqual([word, 0]);
  });
});
