import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import fc from 'fast-check';
import { Column, DataSource, Entity } from 'typeorm';
import { anyText } from '../../../test/support/any-text.js';
import {
  createTestDatabase,
  databaseKind,
  mysqlServer,
  type TestDatabase,
} from '../../../test/support/database.js';
import { startPlatform } from '../../../test/support/platform.js';
import { DomainError } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { IdColumn, TimestampColumn } from './columns.js';
import { countQueries } from './query-count.js';
import type { DirectEntityManager } from './direct-entity-manager.js';
import { keysetPage, type PageRequest, plainKeysetPage, type Sorts } from './keyset.js';

@Entity('songs')
class Song {
  @IdColumn() id: string;
  @Column({ type: 'varchar', length: 50 }) title: string;
  @Column({ type: 'int' }) plays: number;
  @TimestampColumn() addedAt: Date;
}

const sorts: Sorts<Song> = {
  title: { column: 'song.title', type: 'text', value: (song) => song.title },
  plays: { column: 'song.plays', type: 'integer', value: (song) => song.plays },
  addedAt: { column: 'song.addedAt', type: 'timestamp', value: (song) => song.addedAt },
};
const orders = Object.keys(sorts).flatMap((name) => [name, `-${name}`]);

describe(`Keyset pages on ${databaseKind}`, () => {
  let database: TestDatabase;
  let platform: TestingModule;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    platform = await startPlatform(database.url, { imports: [TypeOrmModule.forFeature([Song])] });
    dataSource = platform.get(DataSource);
    await dataSource.query(
      'CREATE TABLE songs (id char(36) PRIMARY KEY, title varchar(50) NOT NULL, plays int NOT NULL, added_at datetime(6) NOT NULL)',
    );
    await dataSource.query('CREATE INDEX songs_by_plays ON songs (plays, id)');
  });
  afterAll(async () => {
    await platform.close();
    await database.drop();
  });
  beforeEach(() => dataSource.query('DELETE FROM songs'));

  const songs = () => dataSource.createQueryBuilder(Song, 'song');
  const page = (request: PageRequest) => keysetPage(songs(), request, sorts);

  // Few different values, so that many rows have the same one; letters that collations and byte orders sort differently.
  const song = fc.record({
    title: fc.constantFrom('', 'a', 'A', 'ä', 'b', 'B', '中', '🎵', "it's", '%_\\'),
    plays: fc.constantFrom(-1, 0, 7, 2_147_483_647),
    addedAt: fc.constantFrom(
      '2026-11-21T06:16:00.123Z',
      '2026-11-21T06:16:00.124Z',
      '1999-12-31T23:59:59.999Z',
    ),
  });
  type NewSong = { title: string; plays: number; addedAt: string };
  const insert = (rows: NewSong[]) =>
    dataSource.manager.insert(
      Song,
      rows.map((row) => ({ ...row, id: newId(), addedAt: new Date(row.addedAt) })),
    );

  it('never skip or repeat a row, whatever the order, and keep the order, also while rows are added', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(song, { minLength: 1, maxLength: 40 }),
        fc.array(song, { maxLength: 3 }),
        fc.constantFrom(...orders),
        fc.integer({ min: 1, max: 7 }),
        async (rows, added, sort, limit) => {
          await dataSource.query('DELETE FROM songs');
          await insert(rows);
          const name = sort.replace('-', '');
          const direction = sort.startsWith('-') ? 'DESC' : 'ASC';
          const inOrder = await songs()
            .orderBy(`song.${name}`, direction)
            .addOrderBy('song.id', direction)
            .getMany();

          const seen: string[] = [];
          let next: string | undefined;
          let pages = 0;
          do {
            const slice = await page({ limit, cursor: next, sort });
            expect(slice.rows.length).toBeLessThanOrEqual(limit);
            seen.push(...slice.rows.map(({ id }) => id));
            next = slice.next ?? undefined;
            pages += 1;
            if (added.length > 0 && pages <= 3) await insert(added);
          } while (next !== undefined);

          const original = new Set(inOrder.map(({ id }) => id));
          expect(seen.filter((id) => original.has(id))).toEqual(inOrder.map(({ id }) => id));
          expect(new Set(seen).size).toBe(seen.length);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('count all rows only when asked', async () => {
    await insert(
      Array.from({ length: 5 }, () => ({ title: 'a', plays: 1, addedAt: '2026-11-21T06:16:00.123Z' })),
    );
    const first = await page({ limit: 2, sort: 'title', count: true });
    expect(first.total).toBe(5);
    const second = await page({ limit: 2, sort: 'title', cursor: first.next ?? '' });
    expect(second).not.toHaveProperty('total');
  });

  it('end with null, also when the last page is full', async () => {
    await insert(
      Array.from({ length: 2 }, () => ({ title: 'a', plays: 1, addedAt: '2026-11-21T06:16:00.123Z' })),
    );
    expect((await page({ limit: 2, sort: '-plays' })).next).toBeNull();
    expect(
      await page({ limit: 2, sort: '-plays', cursor: cursor({ sort: '-plays', value: -5, id: newId() }) }),
    ).toMatchObject({
      rows: [],
      next: null,
    });
  });

  it('are found by the index however far the client is', async () => {
    const list = { entity: Song, where: {} };
    const manager = dataSource.manager as DirectEntityManager;
    for (const sort of ['plays', '-plays']) {
      const request = { limit: 10, sort, cursor: cursor({ sort, value: 5, id: newId() }) };
      for (const read of [() => page(request), () => plainKeysetPage(manager, list, request, sorts)]) {
        const { statements } = await countQueries<unknown>(read);
        const explain = `EXPLAIN ${mysqlServer ? '' : 'QUERY PLAN '}${statements[0]}`;
        const parameters = mysqlServer ? [5, 5, 5, newId()] : [5, newId()];
        const plan = JSON.stringify(await dataSource.query<unknown[]>(explain, parameters));
        const beyond = sort === 'plays' ? '>' : '<';
        expect(plan).toContain(mysqlServer ? 'songs_by_plays' : `songs_by_plays ((plays,id)${beyond}(?,?))`);
      }
    }
  });

  function cursor(content: unknown): string {
    return Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64url');
  }

  const invalid = (error: unknown) => {
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({
      definition: { code: 'invalid_cursor', status: 400 },
      fields: [{ field: 'cursor' }],
    });
  };
  const id = newId();

  it.each<[string, string, string]>([
    ['empty', 'plays', ''],
    ['no base64', 'plays', '%%%'],
    ['no JSON', 'plays', cursor('{"sort"')],
    ['null', 'plays', cursor('null')],
    ['a list', 'plays', cursor([])],
    ['of another sort', 'plays', cursor({ sort: '-plays', value: 1, id })],
    ['of another column', 'plays', cursor({ sort: 'title', value: 'x', id })],
    ['without an id', 'plays', cursor({ sort: 'plays', value: 1 })],
    ['with an id that is no UUID', 'plays', cursor({ sort: 'plays', value: 1, id: "' OR 1=1" })],
    ['with an object for an id', 'plays', cursor({ sort: 'plays', value: 1, id: { a: 1 } })],
    ['with text for a number', 'plays', cursor({ sort: 'plays', value: '1', id })],
    ['with a fraction', 'plays', cursor({ sort: 'plays', value: 1.5, id })],
    ['with a huge number', 'plays', cursor(`{"sort":"plays","value":1e308,"id":"${id}"}`)],
    ['with an endless number', 'plays', cursor(`{"sort":"plays","value":1e999,"id":"${id}"}`)],
    ['with an object for a value', 'plays', cursor({ sort: 'plays', value: { $gt: 1 }, id })],
    ['with no value', 'plays', cursor({ sort: 'plays', value: null, id })],
    ['with a number for text', 'title', cursor({ sort: 'title', value: 1, id })],
    ['with a list for text', 'title', cursor({ sort: 'title', value: ['a'], id })],
    ['with text that no database stores', 'title', cursor(`{"sort":"title","value":"\\ud800","id":"${id}"}`)],
    ['with an invalid time', 'addedAt', cursor({ sort: 'addedAt', value: '2026-13-45T00:00:00Z', id })],
    ['with no time', 'addedAt', cursor({ sort: 'addedAt', value: 'yesterday', id })],
    ['with a number for a time', 'addedAt', cursor({ sort: 'addedAt', value: 5, id })],
    [
      'with a time before all databases',
      'addedAt',
      cursor({ sort: 'addedAt', value: '0001-01-01T00:00:00Z', id }),
    ],
    [
      'with a time after all databases',
      'addedAt',
      cursor({ sort: 'addedAt', value: '+275760-09-13T00:00:00Z', id }),
    ],
  ])('refuse a cursor that is %s', async (_what, sort, text) => {
    await page({ limit: 5, sort, cursor: text }).then(
      () => expect('accepted').toBe('refused'),
      (error: unknown) => invalid(error),
    );
  });

  it('answer any text for a cursor with a page or invalid_cursor', async () => {
    const value = fc.oneof(
      anyText(),
      fc.integer(),
      fc.double(),
      fc.constant(null),
      fc.date({ noInvalidDate: true }),
    );
    const content = fc.record({ sort: fc.constantFrom(...orders), value, id: fc.constantFrom(id, 'x') });
    const text = fc.oneof(fc.string(), fc.json().map(cursor), content.map(cursor));
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom(...orders), async (cursorText, sort) => {
        await page({ limit: 5, sort, cursor: cursorText }).catch(invalid);
      }),
      { numRuns: 300 },
    );
  });
});
