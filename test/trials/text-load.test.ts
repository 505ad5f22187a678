import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { databaseKind } from '../support/database.js';
import { LoadedServer, quantile } from '../support/loaded-server.js';
import { fullTrials } from '../support/trials.js';

/*
 * Texts that are dear to render. Costs are processor time of the server, in units of a plain list in the same run; the threads
 * that render are part of it.
 */

const pieces = [
  '<*a',
  '</b>*a',
  '>a\nb\n',
  '> > a\nb\n> > c\nd\n',
  '\\[',
  '[a](',
  '![',
  '&',
  'http://a(',
  '- a\n',
  '`a``',
  '1. ',
  '|a|b|\n|-|-|\n',
  "'*_'",
  '- [x] a\n',
  '**值** ',
  '- a\n  - ',
  '> a\n\n',
  'a\n\n',
];
const fill = (piece: string, size: number): string =>
  piece.repeat(Math.ceil(size / piece.length)).slice(0, size);

describe(`texts that are dear to render on ${databaseKind}`, () => {
  let server: LoadedServer;
  let post: string;
  beforeAll(async () => {
    server = await LoadedServer.start();
    post = await server.make('/api/v1/posts', { title: 'Dear', content: 'Words.' });
    await server.make(`/api/v1/posts/${post}/publish`, {});
  });
  afterAll(() => server.stop(), 60_000);

  it.each([
    { what: 'comments', size: 5_000, mayCost: 60 },
    { what: 'posts', size: 200_000, mayCost: 300 },
  ])('cost so much and no more, and keep nobody waiting: $what', async ({ what, size, mayCost }) => {
    const path = what === 'posts' ? '/api/v1/posts' : `/api/v1/posts/${post}/comments`;
    const write = async (piece: string): Promise<void> => {
      const title = what === 'posts' ? { title: 'Dear' } : {};
      const answer = await server.send(path, { body: { ...title, content: fill(piece, size) } });
      await answer.arrayBuffer();
      expect([201, 400, 503]).toContain(answer.status);
    };
    await write('a ');
    const unit = await server.unit();
    const costs: [string, number][] = [];
    for (const piece of pieces) costs.push([piece, (await server.taken(() => write(piece))) / unit]);
    const [worst = '', most = 0] = costs.toSorted((left, right) => right[1] - left[1])[0] ?? [];

    const idle = await server.waits('/api/v1/products?limit=20', () => server.unit());
    const inTurn = async (): Promise<void> => {
      for (const piece of pieces) await write(piece);
    };
    const atOnce = () => Promise.all(Array.from({ length: 16 }, () => write(worst)));
    const livez = [...(await server.waits('/livez', inTurn)), ...(await server.waits('/livez', atOnce))];
    const reads = [
      ...(await server.waits('/api/v1/products?limit=20', inTurn)),
      ...(await server.waits('/api/v1/products?limit=20', atOnce)),
    ];
    const p99 = (times: readonly number[]): string => `${quantile(times, 0.99).toFixed(1)} ms`;
    console.info(
      `A unit is ${unit.toFixed(2)} ms. Of ${what}, ${JSON.stringify(worst)} costs most, ${most.toFixed(0)} units; meanwhile ` +
        `/livez p99 ${p99(livez)}, plain reads p99 ${p99(reads)}, and ${p99(idle)} beside plain reads`,
    );
    // The time that texts are allowed grows with what the machine needs for an ordinary one, as a unit does.
    if (fullTrials) {
      expect(most).toBeLessThan(2 * mayCost);
      expect(quantile(livez, 0.99)).toBeLessThan(100);
    }
    expect(quantile(livez, 0.99)).toBeLessThan(1_000);
  });

  it('are rendered to their end by a process that is going away', async () => {
    const posts = Array.from({ length: 3 }, () =>
      server.send('/api/v1/posts', { body: { title: 'Last', content: fill('- a\n', 100_000) } }),
    );
    // Each has arrived once this one is answered: it came last, and comments do not wait for posts.
    await server.send(`/api/v1/posts/${post}/comments`, { body: { content: 'Goodbye' } });
    server.terminate();
    for (const answer of await Promise.all(posts)) expect([201, 400]).toContain(answer.status);
  });
});
