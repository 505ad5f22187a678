import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { databaseKind } from '../support/database.js';
import { LoadedServer, quantile } from '../support/loaded-server.js';
import { fullTrials, seededRandom } from '../support/trials.js';

/*
 * Searches by strangers among long posts. Costs are processor time of the server, in units of a plain list in the same run.
 */

const random = seededRandom('Searching among long posts');
const count = fullTrials ? 50 : 15;
const size = 199_000;
const beginnings = 'the ket lin bow cla gla oak ash sto pla cup jar mug tra vas tow spo kni for boa'.split(
  ' ',
);
const words = Array.from(
  { length: 3_000 },
  (_, number) => `${beginnings[number % 20]}${number.toString(26)}`,
);
// Letters begin nearly every word; two of them alone are not even in the index of MySQL.
const letters = 't k l b c g o a s p j m v f t k l b c g'.split(' ');
const queries = [
  ...Array.from({ length: 12 }, (_, number) =>
    [...beginnings.slice(number), ...beginnings.slice(0, number)].join(' '),
  ),
  letters.join(' '),
  letters.slice(6).join(' '),
  'th ke li bo cl gl oa as st pl cu ja mu tr va',
];

/** A long text in which every word of a search begins many words. */
function text(): string {
  const parts: string[] = [];
  for (let length = 0; length < size - 40; length += (parts.at(-1)?.length ?? 0) + 1)
    parts.push(words[Math.floor(random() * words.length)] ?? '');
  return parts.join(' ').replaceAll(/(.{2000}) /g, '$1\n\n');
}

describe(`searches of many words among long posts on ${databaseKind}`, () => {
  let server: LoadedServer;
  beforeAll(async () => {
    server = await LoadedServer.start();
    for (let number = 0; number < count; number += 1) {
      const id = await server.make('/api/v1/posts', { title: `Long ${number}`, content: text() });
      await server.make(`/api/v1/posts/${id}/publish`, {});
    }
  });
  afterAll(() => server.stop(), 60_000);

  it('cost a few lists each, and keep nobody waiting', async () => {
    const unit = await server.unit();
    const times: number[] = [];
    const search = async (query: string): Promise<number> => {
      const started = performance.now();
      const answer = await server.send(`/api/v1/posts?q=${encodeURIComponent(query)}`, { token: '' });
      await answer.arrayBuffer();
      times.push(performance.now() - started);
      return answer.status;
    };
    const inTurn = async (): Promise<void> => {
      for (const query of queries) expect(await search(query)).toBe(200);
    };
    const atOnce = async (): Promise<void> => {
      const statuses = await Promise.all([...queries, ...queries.slice(0, 1)].map(search));
      for (const status of statuses) expect([200, 503]).toContain(status);
    };
    await inTurn();
    const units = (await server.taken(inTurn)) / queries.length / unit;
    const alone = await server.waits('/livez', inTurn);
    const together = await server.waits('/livez', atOnce);
    expect((await server.send('/readyz')).status).toBe(200);
    console.info(
      `${count} posts of ${size} characters; a unit is ${unit.toFixed(2)} ms. A search costs ${units.toFixed(1)} units of the server, ` +
        `answers within ${Math.max(...times).toFixed(0)} ms; /livez p99 ${quantile(alone, 0.99).toFixed(0)} ms meanwhile, ` +
        `${quantile(together, 0.99).toFixed(0)} ms with 16 at once`,
    );
    expect(units).toBeLessThan(30);
    expect(Math.max(...times)).toBeLessThan(5_000);
    if (fullTrials) expect(quantile([...alone, ...together], 0.99)).toBeLessThan(100);
  });
});
