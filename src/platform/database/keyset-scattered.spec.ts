import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Column, DataSource, Entity, SelectQueryBuilder } from 'typeorm';
import { createTestDatabase, databaseKind, type TestDatabase } from '../../../test/support/database.js';
import { startPlatform } from '../../../test/support/platform.js';
import { newId } from '../../kernel/ids.js';
import { IdColumn } from './columns.js';
import { type Condition, keysetPage, type ScatteredFilter, type Sorts } from './keyset.js';
import { nearby } from './keyset-scattered.js';
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
  });
  afterAll(async () => {
    await platform.close();
    await database.drop();
  });

  const letters = () => dataSource.createQueryBuilder(Letter, 'letter');

  /** A filter that notes what it is asked to collect. */
  function filterOf(...conditions: string[]): ScatteredFilter & { readonly collected: string[][] } {
    const collected: string[][] = [];
    const each = conditions.map((sql) => ({ sql, parameters: {} }));
    return {
      collected,
      each,
      parts: each,
      collect(parts) {
        collected.push(parts.map(({ sql }) => sql));
        return parts;
      },
    };
  }

  /** Walks through all pages. @returns the numbers met */
  async function walk(conditions: string[], sort: string, limit: number): Promise<number[]> {
    const met: number[] = [];
    for (let cursor: string | undefined; ;) {
      const request = { limit, sort, cursor };
      const { result, queries } = await countQueries(() =>
        keysetPage(letters(), request, sorts, filterOf(...conditions)),
      );
      expect(queries).toBe(2);
      met.push(...result.rows.map(({ number }) => number));
      if (result.next === null) return met;
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
    for (const conditions of [[condition], [condition, 'letter.number % 2 < 2', condition]]) {
      expect(await walk(conditions, 'weight', limit)).toEqual(numbers);
      expect(await walk(conditions, '-weight', limit)).toEqual(numbers.toReversed());
    }
  });

  it('collect what is kept only when the next rows do not fill a page', async () => {
    const first = async (condition: string): Promise<unknown> => {
      const filter = filterOf(condition);
      const { rows } = await keysetPage(letters(), { limit: 20, sort: 'weight' }, sorts, filter);
      return [rows.length, filter.collected.length];
    };
    expect(await first('letter.number % 2 = 0')).toEqual([20, 0]);
    expect(await first(`letter.number >= ${nearby - 21}`)).toEqual([20, 0]);
    expect(await first(`letter.number >= ${nearby - 20}`)).toEqual([20, 1]);
    expect(await first('letter.number % 500 = 0')).toEqual([5, 1]);
  });

  it('collect by the parts that keep little, and ask the others of what those keep', async () => {
    const collected = async (...conditions: string[]): Promise<unknown> => {
      const filter = filterOf(...conditions);
      const { rows } = await keysetPage(letters(), { limit: 20, sort: 'weight' }, sorts, filter);
      const expected = letters().orderBy('letter.id').limit(20);
      for (const condition of conditions) expected.andWhere(condition);
      expect(rows).toEqual(await expected.getMany());
      return filter.collected;
    };
    const [half, few, fewer, last] = [
      'letter.number % 2 = 0',
      'letter.number % 200 = 0',
      'letter.number % 500 = 0',
      `letter.number >= ${2 * nearby}`,
    ];
    expect(await collected(half, fewer)).toEqual([[fewer]]);
    expect(await collected(few, half, fewer)).toEqual([[few, fewer]]);
    expect(await collected(half, last)).toEqual([[last]]);
    expect(await collected(half, 'letter.number % 2 = 1')).toEqual([[half, 'letter.number % 2 = 1']]);
  });

  it('count all rows that are kept', async () => {
    const request = { limit: 1, sort: '-weight', count: true };
    const page = await keysetPage(letters(), request, sorts, filterOf('letter.number % 2 = 0'));
    expect(page.total).toBe(all.length / 2);
  });

  it('show a row as it is when it changed while its page was found', async () => {
    const even: Condition = { sql: 'letter.number % 2 = 0', parameters: {} };
    const filter: ScatteredFilter = { each: [even], parts: [even], collect: (parts) => parts };
    const base = letters().where('letter.number >= 0');
    const [gone] = await base.clone().orderBy('letter.id').getMany();
    // Changes the row when the first statement has been answered.
    const between = jest.spyOn(SelectQueryBuilder.prototype, 'getMany');
    between.mockImplementationOnce(async function changing(this: SelectQueryBuilder<Letter>) {
      const looked = await this.getMany();
      await dataSource.manager.update(Letter, { id: gone?.id }, { number: -2 });
      return looked;
    });
    const { rows, next } = await keysetPage(base, { limit: 5, sort: 'weight' }, sorts, filter);
    between.mockRestore();
    expect(rows.map(({ number }) => number)).toEqual([2, 4, 6, 8]);
    const request = { limit: 2, sort: 'weight', cursor: next ?? '' };
    const rest = await keysetPage(base, request, sorts, filter);
    expect(rest.rows.map(({ number }) => number)).toEqual([10, 12]);
  });
});
