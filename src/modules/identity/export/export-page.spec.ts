import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../../../kernel/ids.js';
import { ExportPage, type Room, type Rows } from './export-page.js';

interface Row {
  readonly id: string;
  readonly text: string;
}

/** Reads as a module does: no more bytes than there is room for, but one row at least, and so many rows at once. */
function reader(all: readonly Row[], atOnce: number) {
  return ({ after, most }: Room): Promise<Rows<Row>> => {
    const rest = all.slice(after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1);
    let rows = rest.slice(0, atOnce);
    while (rows.length > 1 && JSON.stringify(rows).length > most) rows = rows.slice(0, -1);
    return Promise.resolve({ rows, next: rows.length < rest.length ? (rows.at(-1)?.id ?? null) : null });
  };
}

const rowsOf = fc
  .array(fc.nat(400), { maxLength: 30 })
  .map((lengths) => lengths.map((length): Row => ({ id: newId(), text: 'x'.repeat(length) })));

function pageAt(cursor: string | undefined): ExportPage {
  const page = ExportPage.at(cursor, 1_000, 12);
  if (!page) throw new Error(`No page has given ${cursor}`);
  return page;
}

describe('The pages of an export', () => {
  it('hold everything once and in order, and none is larger than it may be unless it holds one row', async () => {
    await fc.assert(
      fc.asyncProperty(
        rowsOf,
        rowsOf,
        rowsOf,
        fc.integer({ min: 1, max: 7 }),
        async (sessions, posts, comments, atOnce) => {
          const read: Row[] = [];
          let cursor: string | undefined;
          do {
            const page = pageAt(cursor);
            expect(page.isFirst).toBe(cursor === undefined);
            const rows = [
              ...(await page.fill('sessions', reader(sessions, atOnce))),
              ...(await page.fill('posts', reader(posts, atOnce))),
              ...(await page.fill('comments', reader(comments, atOnce))),
            ];
            expect(rows.length).toBeLessThan(12 + atOnce);
            if (rows.length > 1) expect(JSON.stringify(rows).length).toBeLessThanOrEqual(1_000);
            read.push(...rows);
            cursor = page.next ?? undefined;
          } while (cursor !== undefined);
          expect(read).toEqual([...sessions, ...posts, ...comments]);
        },
      ),
    );
  });

  it('are one where all has room', async () => {
    const rows = [{ id: newId(), text: 'x' }];
    const page = pageAt(undefined);
    expect(await page.fill('posts', reader(rows, 10))).toEqual(rows);
    expect(page.next).toBeNull();
  });

  it.each(['', 'x', '…', 'secrets ', 'posts x', `posts ${newId()} x`, 'sessions 1'])(
    'do not begin at %j',
    (text) => {
      expect(ExportPage.at(Buffer.from(text).toString('base64url'), 1_000, 12)).toBeUndefined();
    },
  );
});
