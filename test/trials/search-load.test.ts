import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { databaseKind } from '../support/database.js';
import { LoadedServer, quantile } from '../support/loaded-server.js';
import { fullTrials, seededRandom } from '../support/trials.js';

/*
 * Searches by strangers among long posts, and changes of those. Costs are processor time of the server, in units of a plain list in the same run.
 */

const random = seededRandom('Searching among long posts');
const count = fullTrials ? 50 : 15;
const size = 199_000;
const rounds = 5;
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

/** Words of which hardly two are the same, with a beginning that all share. */
const differing = (beginning: string): (() => string) => {
  const letter = (): string => 'abcdefghijklmnopqrstuvwxyz'[Math.floor(random() * 26)] ?? '';
  return () => beginning + Array.from({ length: 4 }, letter).join('');
};
const common = (): string => words[Math.floor(random() * words.length)] ?? '';

/** What posts hold, and what is looked for in them. */
const kinds = [
  { what: 'beginnings of many words', word: common, queries },
  {
    what: 'different words',
    word: differing('a'),
    queries: ['a', 'à', 'a b c d e f', 'a kettle', 'aa', 'aaa', 'abc', 'aaa aab aac aad aae aaf', 'abcd'],
  },
  {
    what: 'different words that begin alike',
    word: differing('aaaaaaa'),
    queries: [
      'a',
      'aaa',
      'aaaaaa',
      'aaaaaaa',
      'aaaaaaaa',
      'aaaaaaaa aaaaaaab aaaaaaac aaaaaaad aaaaaaae aaaaaaaf',
    ],
  },
];

function text(word: () => string): string {
  const parts: string[] = [];
  for (let length = 0; length < size - 40; length += (parts.at(-1)?.length ?? 0) + 1) parts.push(word());
  return parts.join(' ').replaceAll(/(.{2000}) /g, '$1\n\n');
}

describe.each(kinds)(`long posts with $what on ${databaseKind}`, ({ word, queries: searched }) => {
  let server: LoadedServer;
  const ids: string[] = [];
  beforeAll(async () => {
    server = await LoadedServer.start();
    for (let number = 0; number < count; number += 1) {
      const id = await server.make('/api/v1/posts', { title: `Long ${number}`, content: text(word) });
      await server.make(`/api/v1/posts/${id}/publish`, {});
      ids.push(id);
    }
  }, 120_000);
  afterAll(() => server.stop(), 60_000);

  it('are searched at the cost of a few lists each, and nobody has to wait', async () => {
    const unit = await server.unit();
    const times: number[] = [];
    const search = async (query: string): Promise<number> => {
      const started = performance.now();
      const path = `/api/v1/posts?count=true&q=${encodeURIComponent(query)}`;
      const answer = await server.send(path, { token: '' });
      await answer.arrayBuffer();
      times.push(performance.now() - started);
      return answer.status;
    };
    const often = async (query: string): Promise<void> => {
      for (let round = 0; round < rounds; round += 1) expect(await search(query)).toBe(200);
    };
    const inTurn = async (): Promise<void> => {
      for (const query of searched) await often(query);
    };
    const atOnce = async (): Promise<void> => {
      const statuses = await Promise.all(
        Array.from({ length: 16 }, (_, turn) => searched[turn % searched.length] ?? '').map(search),
      );
      for (const status of statuses) expect([200, 503]).toContain(status);
    };
    await inTurn();
    const costs: number[] = [];
    for (const query of searched) costs.push((await server.taken(() => often(query))) / rounds / unit);
    const alone = await server.waits('/livez', inTurn);
    const together = await server.waits('/livez', atOnce);
    expect((await server.send('/readyz')).status).toBe(200);
    console.info(
      `${count} posts of ${size} characters; a unit is ${unit.toFixed(2)} ms. A search costs up to ${Math.max(...costs).toFixed(1)} units of the server, ` +
        `answers within ${Math.max(...times).toFixed(0)} ms; /livez p99 ${quantile(alone, 0.99).toFixed(0)} ms meanwhile, ` +
        `${quantile(together, 0.99).toFixed(0)} ms with 16 at once`,
    );
    expect(Math.max(...costs)).toBeLessThan(30);
    expect(Math.max(...times)).toBeLessThan(5_000);
    if (fullTrials) expect(quantile([...alone, ...together], 0.99)).toBeLessThan(100);
  });

  it('get another title without much work', async () => {
    const unit = await server.unit();
    let turn = 0;
    const rename = async (): Promise<void> => {
      turn += 1;
      const path = `/api/v1/posts/${ids[turn % ids.length]}`;
      const answer = await server.send(path, { method: 'PATCH', body: { title: `Renamed ${turn}` } });
      await answer.arrayBuffer();
      expect(answer.status).toBe(200);
    };
    const inTurn = async (): Promise<void> => {
      for (let round = 0; round < 2 * rounds; round += 1) await rename();
    };
    const atOnce = () => Promise.all(Array.from({ length: 16 }, rename));
    await inTurn();
    const units = (await server.taken(inTurn)) / (2 * rounds) / unit;
    const alone = await server.waits('/livez', inTurn);
    const together = await server.waits('/livez', atOnce);
    console.info(
      `A title costs ${units.toFixed(1)} units of the server; /livez p99 ${quantile(alone, 0.99).toFixed(0)} ms meanwhile, ` +
        `${quantile(together, 0.99).toFixed(0)} ms with 16 at once`,
    );
    expect(units).toBeLessThan(25);
    if (fullTrials) expect(quantile([...alone, ...together], 0.99)).toBeLessThan(100);
  });
});
