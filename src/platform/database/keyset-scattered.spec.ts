import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Column, DataSource, Entity } from 'typeorm';
import { createTestDatabase, databaseKind, type TestDatabase } from '../../../test/support/database.js';
import { startPlatform } from '../../../test/support/platform.js';
import { newId } from '../../kernel/ids.js';
import { IdColumn } from './columns.js';
import { keysetPage, nearby, type ScatteredFilter, type Sorts } from './keyset.js';
import { countQueries } from './query-count.js';

@Entity('letters')
class Letter {
  @IdColumn() id: string;
  @Column({ type: 'int' }) weight: number;
  @Column({ type: 'int' }) number: number;
}

const sorts: Sorts<Letter> = {
  weight: { column: 'letter.weight', type: 'integer', value: (letter) => letter.weight },
};
const all = Array.from({ length: 2 * nearby + 500 }, (_, index) => index);

describe(`Keyset pages with a scattered filter on ${databaseKind}`, () => {
  let database: TestDatabase;
  let platform: TestingModule;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    platform = await startPlatform(database.url, { imports: [TypeOrmModule.forFeature([Letter])] });
    dataSource = platform.get(DataSource);
    await dataSource.query('CREATE TABLE letters (id char(36) PRIMARY KEY, weight int, number int)');
    await dataSource.query('CREATE INDEX letters_by_weight ON letters (weight, id)');
    // Ten of each weight.
    const rows = all.map((number) => ({ id: newId(), weight: Math.floor(number / 10), number }));
    for (let from = 0; from < rows.length; from += 500)
      await dataSource.manager.insert(Letter, rows.slice(from, from + 500));
  }, 60_000);
  afterAll(async () => {
    await platform.close();
    await database.drop();
  });

  const letters = () => dataSource.createQueryBuilder(Letter, 'letter');

  /** Walks through all pages. @returns the numbers met, and in which ways the filter was put */
  async function walk(condition: string, sort: string, limit: number) {
    const ways = new Set<string>();
    const put = (way: string): ScatteredFilter<Letter>['all'] => {
      return (query) => {
        ways.add(way);
        query.andWhere(condition);
      };
    };
    const met: number[] = [];
    for (let cursor: string | undefined; ;) {
      const request = { limit, sort, cursor };
      const { result, queries } = await countQueries(() =>
        keysetPage(letters(), request, sorts, { each: put('each'), all: put('all') }),
      );
      expect(queries).toBe(2);
      met.push(...result.rows.map(({ number }) => number));
      if (result.next === null) return { met, ways };
      cursor = result.next;
    }
  }

  it.each([
    ['keeps half of all', 'letter.number % 2 = 0', 100],
    ['keeps one in a hundred', 'letter.number % 100 = 7', 3],
    ['keeps one in a hundred, and the page is long', 'letter.number % 100 = 7', 40],
    ['keeps the first alone', 'letter.number < 30', 7],
    ['keeps the last alone', `letter.number >= ${2 * nearby + 400}`, 30],
    ['keeps nothing', 'letter.number < 0', 10],
  ])('find each row once when it %s', async (_what, condition, limit) => {
    const expected = await letters().where(condition).orderBy('letter.id').getMany();
    const numbers = expected.map(({ number }) => number);
    expect((await walk(condition, 'weight', limit)).met).toEqual(numbers);
    expect((await walk(condition, '-weight', limit)).met).toEqual(numbers.toReversed());
  });

  it('collect what is kept only when the next rows do not fill a page', async () => {
    const first = async (condition: string): Promise<unknown> => {
      const put: string[] = [];
      const way = (name: string) => (query: ReturnType<typeof letters>) => {
        put.push(name);
        query.andWhere(condition);
      };
      const filter = { each: way('each'), all: way('all') };
      const { rows } = await keysetPage(letters(), { limit: 20, sort: 'weight' }, sorts, filter);
      return [rows.length, put];
    };
    expect(await first('letter.number % 2 = 0')).toEqual([20, ['each']]);
    expect(await first(`letter.number >= ${nearby - 21}`)).toEqual([20, ['each']]);
    expect(await first(`letter.number >= ${nearby - 20}`)).toEqual([20, ['each', 'all']]);
    expect(await first('letter.number % 500 = 0')).toEqual([5, ['each', 'all']]);
  });

  it('count all rows that are kept', async () => {
    const put: ScatteredFilter<Letter>['all'] = (query) => query.andWhere('letter.number % 2 = 0');
    const request = { limit: 1, sort: '-weight', count: true };
    const page = await keysetPage(letters(), request, sorts, { each: put, all: put });
    expect(page.total).toBe(all.length / 2);
  });

  it('show a row as it is when it changed while its page was found', async () => {
    const put: ScatteredFilter<Letter>['all'] = (query) => query.andWhere('letter.number % 2 = 0');
    const base = letters().where('letter.number >= 0');
    const [gone] = await base.clone().orderBy('letter.id').getMany();
    const each: ScatteredFilter<Letter>['each'] = (query) => {
      put(query);
      const getMany = query.getMany.bind(query);
      query.getMany = async () => {
        const rows = await getMany();
        await dataSource.manager.update(Letter, { id: gone?.id }, { number: -2 });
        return rows;
      };
    };
    const { rows, next } = await keysetPage(base, { limit: 5, sort: 'weight' }, sorts, { each, all: put });
    expect(rows.map(({ number }) => number)).toEqual([2, 4, 6, 8]);
    const rest = await keysetPage(base, { limit: 2, sort: 'weight', cursor: next ?? '' }, sorts, {
      each: put,
      all: put,
    });
    expect(rest.rows.map(({ number }) => number)).toEqual([10, 12]);
  });
});
