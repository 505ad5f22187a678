import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import fc from 'fast-check';
import {
  And,
  Column,
  DataSource,
  Entity,
  EntityManager,
  Equal,
  type FindManyOptions,
  type FindOptionsWhere,
  In,
  IsNull,
  LessThan,
  LessThanOrEqual,
  Like,
  MoreThan,
  MoreThanOrEqual,
  Not,
  VersionColumn,
} from 'typeorm';
import { anyText } from '../../../test/support/any-text.js';
import {
  createTestDatabase,
  databaseKind,
  mysqlServer,
  type TestDatabase,
} from '../../../test/support/database.js';
import { startPlatform } from '../../../test/support/platform.js';
import { newId } from '../../kernel/ids.js';
import { AmountColumn, IdColumn, JsonColumn, TimestampColumn } from './columns.js';
import type { DirectEntityManager } from './direct-entity-manager.js';
import { keysetPage, plainKeysetPage, type Sorts } from './keyset.js';
import { countQueries } from './query-count.js';

@Entity('parcels')
class Parcel {
  @IdColumn() id: string;
  @Column({ type: 'varchar', length: 200 }) label: string;
  @Column({ type: 'int', nullable: true, name: 'weight_in_grams' }) weight: number | null;
  @Column({ type: 'boolean', default: false }) isFragile: boolean;
  @AmountColumn() worth: number;
  @JsonColumn({ nullable: true }) contents: Record<string, string | number | boolean | null> | null;
  @TimestampColumn() sentAt: Date;
}

@Entity('counted')
class Counted {
  @IdColumn() id: string;
  @Column({ type: 'varchar', length: 20 }) name: string;
  @VersionColumn() version: number;
}

describe(`The direct way of statements on ${databaseKind}`, () => {
  let database: TestDatabase;
  let platform: TestingModule;
  let dataSource: DataSource;
  let direct: DirectEntityManager;
  let typeorm: EntityManager;

  beforeAll(async () => {
    database = await createTestDatabase();
    platform = await startPlatform(database.url, { imports: [TypeOrmModule.forFeature([Parcel, Counted])] });
    dataSource = platform.get(DataSource);
    direct = dataSource.manager as DirectEntityManager;
    typeorm = new EntityManager(dataSource);
    await dataSource.query(
      `CREATE TABLE parcels (id char(36) PRIMARY KEY, label varchar(200) NOT NULL, weight_in_grams int,
       is_fragile boolean NOT NULL DEFAULT FALSE, worth bigint NOT NULL, contents json, sent_at datetime(6) NOT NULL)`,
    );
    await dataSource.query(
      'CREATE TABLE counted (id char(36) PRIMARY KEY, name varchar(20) NOT NULL, version int NOT NULL)',
    );
  });
  afterAll(async () => {
    await platform.close();
    await database.drop();
  });
  beforeEach(() => dataSource.query('DELETE FROM parcels'));

  const label = fc.oneof(fc.constantFrom('a', 'b'), anyText({ maxLength: 40 }));
  const weight = fc.option(fc.integer({ min: -3, max: 3 }));
  const sentAt = fc.date({ min: new Date('1971-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
  const contents = fc.option(
    fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.boolean(), fc.string(), fc.constant(null))),
  );
  const worth = fc.maxSafeInteger();
  const parcel = fc.record({ label, weight, isFragile: fc.boolean(), worth, contents, sentAt });
  const parcels = fc.array(
    parcel.map((value) => ({ id: newId(), ...value })),
    { minLength: 1, maxLength: 6 },
  );
  const condition = (from: Parcel): fc.Arbitrary<FindOptionsWhere<Parcel>> =>
    fc
      .record(
        {
          id: fc.constantFrom(from.id, In([from.id, newId()]), Equal(from.id), Not(from.id)),
          label: fc.constantFrom(from.label, Like('%a%')),
          weight: fc.constantFrom(
            IsNull(),
            LessThan(2),
            LessThanOrEqual(2),
            MoreThan(0),
            MoreThanOrEqual(0),
            1,
          ),
          isFragile: fc.boolean(),
          worth: fc.constantFrom(from.worth, MoreThan(0)),
          sentAt: fc.constantFrom(from.sentAt, LessThanOrEqual(from.sentAt), MoreThan(from.sentAt)),
        },
        { requiredKeys: [] },
      )
      .filter((where) => Object.keys(where).length > 0);
  const all = (manager: EntityManager) => manager.find(Parcel, { order: { id: 'ASC' } });

  it('stores and reads what TypeORM does', async () => {
    await fc.assert(
      fc.asyncProperty(parcels, fc.boolean(), async (rows, directly) => {
        await direct.clear(Parcel);
        await (directly ? direct : typeorm).insert(Parcel, rows);
        const options: FindManyOptions<Parcel> = {
          where: { id: In(rows.map(({ id }) => id)) },
          order: { id: 'ASC' },
        };
        const read = await direct.find(Parcel, options);
        expect(read).toEqual(rows.toSorted((one, other) => (one.id < other.id ? -1 : 1)));
        expect(read).toStrictEqual(await typeorm.find(Parcel, options));
        expect(read[0]).toBeInstanceOf(Parcel);
      }),
      { numRuns: 60 },
    );
  });

  it('finds and changes what TypeORM does', async () => {
    const cases = parcels.chain((rows) =>
      fc.tuple(
        fc.constant(rows),
        condition(rows[0]!),
        fc.record({ weight, sentAt, worth, isFragile: fc.boolean(), contents }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ([rows, where, change]) => {
        await direct.clear(Parcel);
        await direct.insert(Parcel, rows);
        const order = { worth: 'DESC', id: 'ASC' } as const;
        expect(await direct.find(Parcel, { where, order, take: 2 })).toStrictEqual(
          await typeorm.find(Parcel, { where, order, take: 2 }),
        );
        expect((await direct.findBy(Parcel, where)).length).toBe(
          (await typeorm.findBy(Parcel, where)).length,
        );
        expect((await direct.findOneBy(Parcel, where)) === null).toBe(
          (await typeorm.findOneBy(Parcel, where)) === null,
        );
        const { affected } = await direct.update(Parcel, where, change);
        const changed = await all(typeorm);
        await direct.clear(Parcel);
        await direct.insert(Parcel, rows);
        expect((await typeorm.update(Parcel, where, change)).affected).toBe(affected);
        expect(await all(typeorm)).toStrictEqual(changed);
      }),
      { numRuns: 60 },
    );
  });

  it('pages through a table as the query builder does', async () => {
    const sorts: Sorts<Parcel> = {
      worth: { column: 'parcel.worth', type: 'integer', value: (found) => found.worth },
      sentAt: { column: 'parcel.sentAt', type: 'timestamp', value: (found) => found.sentAt },
    };
    const where = fc.constantFrom<FindOptionsWhere<Parcel>>(
      {},
      { isFragile: true },
      { worth: And(MoreThanOrEqual(1), LessThanOrEqual(3)) },
      { isFragile: false, label: In(['a', 'b']) },
    );
    const few = parcel.map((value) => ({ id: newId(), ...value, worth: Math.abs(value.worth % 4) }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(few, { maxLength: 12 }),
        where,
        fc.constantFrom('worth', '-worth', 'sentAt', '-sentAt'),
        fc.integer({ min: 1, max: 4 }),
        async (rows, conditions, sort, limit) => {
          await direct.clear(Parcel);
          if (rows.length > 0) await direct.insert(Parcel, rows);
          const request = { sort, limit, count: true };
          const list = { entity: Parcel, where: conditions };
          for (let cursor: string | undefined, page = 0; page < 15; page += 1) {
            const query = typeorm.getRepository(Parcel).createQueryBuilder('parcel').where(conditions);
            const expected = await keysetPage(query, { ...request, cursor }, sorts);
            const found = await plainKeysetPage(direct, list, { ...request, cursor }, sorts);
            const { cursorAfter, ...foundPage } = found;
            const { cursorAfter: expectedAfter, ...expectedPage } = expected;
            expect(foundPage).toStrictEqual(expectedPage);
            expect(found.rows.map((_, place) => cursorAfter(place))).toEqual(
              expected.rows.map((_, place) => expectedAfter(place)),
            );
            if (found.next === null) break;
            cursor = found.next;
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads of a page what is asked for', async () => {
    await direct.insert(Parcel, row);
    const sorts: Sorts<Parcel> = { id: { column: 'parcel.id', type: 'text', value: ({ id }) => id } };
    const list = { entity: Parcel, where: { id: row.id }, select: ['id', 'label'] as const };
    const { rows } = await plainKeysetPage(direct, list, { sort: 'id', limit: 5 }, sorts);
    expect(rows.map((found) => ({ ...found }))).toEqual([{ id: row.id, label: 'a' }]);
    const wrong = { ...list, select: ['id', 'lable' as 'label'] as const };
    await expect(plainKeysetPage(direct, wrong, { sort: 'id', limit: 5 }, sorts)).rejects.toThrow(
      'This list',
    );
  });

  const onServer = mysqlServer ? it : it.skip;

  onServer('begins a page at its bounds, whatever was read before on the same connection', async () => {
    await dataSource.query('CREATE INDEX parcels_by_worth ON parcels (is_fragile, worth, id)');
    await dataSource.query('CREATE INDEX parcels_by_date ON parcels (is_fragile, sent_at, id)');
    const many = Array.from({ length: 3_000 }, (_, number) => ({
      ...row,
      id: newId(),
      worth: number,
      sentAt: new Date(number * 1_000),
    }));
    for (let from = 0; from < many.length; from += 500)
      await direct.insert(Parcel, many.slice(from, from + 500));
    await dataSource.query('ANALYZE TABLE parcels');
    const sorts: Sorts<Parcel> = {
      worth: { column: 'parcel.worth', type: 'integer', value: (found) => found.worth },
      sentAt: { column: 'parcel.sentAt', type: 'timestamp', value: (found) => found.sentAt },
    };
    const list = { entity: Parcel, where: { isFragile: false } };
    await direct.transaction(async (transaction) => {
      const manager = transaction as DirectEntityManager;
      const page = (sort: string, limit: number, cursor?: string | null) =>
        plainKeysetPage(manager, list, { sort, limit, ...(cursor && { cursor }) }, sorts);
      const rowsRead = async (): Promise<number> => {
        const status = await manager.query<{ Value: string }[]>("SHOW SESSION STATUS LIKE 'Handler_read%'");
        return status.reduce((sum, { Value }) => sum + Number(Value), 0);
      };
      // Backwards: in this direction MariaDB's plans are the least stable.
      const far = { worth: (await page('-worth', 1_000)).next, sentAt: (await page('-sentAt', 1_000)).next };
      const cheap = {
        ...list,
        where: { isFragile: false, worth: LessThan(2_000) },
        select: ['id', 'worth'] as const,
      };
      const reads: (() => Promise<{ rows: Pick<Parcel, 'worth'>[] }>)[] = [
        () => page('-worth', 10, far.worth),
        () => page('-sentAt', 10, far.sentAt),
        () => plainKeysetPage(manager, cheap, { sort: '-worth', limit: 10 }, sorts),
      ];
      for (let time = 0; time < 3; time += 1)
        for (const read of reads) {
          const before = await rowsRead();
          const { rows } = await read();
          expect((await rowsRead()) - before).toBeLessThan(500);
          expect(rows.map((found) => found.worth)).toEqual(
            Array.from({ length: 10 }, (_, index) => 1_999 - index),
          );
          await manager.findBy(Parcel, { label: 'b' });
        }
    });
  });

  onServer('gives each connection back, also when it could not ask', async () => {
    for (let time = 0; time < 30; time += 1)
      await expect(direct.rows('SELECT ?', [undefined])).rejects.toThrow('undefined');
    expect(await direct.rows('SELECT 1 AS one', [])).toMatchObject([{ one: 1 }]);
  });

  const row = { id: newId(), label: 'a', worth: 1, sentAt: new Date(0) };

  it('leaves what is not said to the database and to TypeORM', async () => {
    await direct.insert(Parcel, { ...row, weight: undefined });
    const change: object = { label: () => 'UPPER(label)', weight: undefined };
    await direct.update(Parcel, { id: row.id }, change);
    expect(await direct.findOneBy(Parcel, [{ label: 'x' }, { weight: IsNull() }])).toMatchObject({
      label: 'A',
      isFragile: false,
      contents: null,
    });
    await direct.insert(Counted, { id: row.id, name: 'one' });
    await direct.update(Counted, { id: row.id }, { name: 'two' });
    expect(await direct.findOneBy(Counted, { id: row.id })).toMatchObject({ name: 'two', version: 2 });
  });

  it('refuses to change everything by mistake', async () => {
    await direct.insert(Parcel, row);
    await expect(direct.update(Parcel, {}, { weight: 1 })).rejects.toThrow('Empty criteria');
    await expect(direct.update(Parcel, { label: undefined }, { weight: 1 })).rejects.toThrow();
    const unknown: object = { weight: null };
    await expect(direct.update(Parcel, unknown, { weight: 1 })).rejects.toThrow();
    await expect(direct.findOneBy(Parcel, { label: undefined })).rejects.toThrow();
    await expect(direct.findOneBy(Parcel, { lable: 'a' } as never)).rejects.toThrow('lable');
    expect(await direct.findOneBy(Parcel, { id: row.id })).toMatchObject({ weight: null });
  });

  it('goes straight to the table', async () => {
    const { statements } = await countQueries(async () => {
      await direct.insert(Parcel, row);
      await direct.update(Parcel, { id: row.id }, { worth: 2 });
      await direct.findBy(Parcel, { id: row.id });
    });
    expect(statements.map((statement) => statement.replaceAll(/["`]/g, ''))).toEqual([
      'INSERT INTO parcels(id, label, worth, sent_at) VALUES (?, ?, ?, ?)',
      'UPDATE parcels SET worth = ? WHERE id = ?',
      'SELECT id, label, weight_in_grams, is_fragile, worth, contents, sent_at FROM parcels WHERE id = ?',
    ]);
  });

  if (mysqlServer)
    it('locks rows as it is told', async () => {
      const { statements } = await countQueries(() =>
        dataSource.transaction(async (manager) => {
          const where = { id: row.id };
          await manager.findOne(Parcel, { where, lock: { mode: 'pessimistic_write' } });
          await manager.findOne(Parcel, {
            where,
            lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
          });
        }),
      );
      const locks = statements.map((statement) => /FOR UPDATE.*$/.exec(statement)?.[0]).filter(Boolean);
      expect(locks).toEqual(['FOR UPDATE', 'FOR UPDATE SKIP LOCKED']);
    });

  it('is part of the transaction, and counted', async () => {
    await dataSource
      .transaction(async (manager) => {
        await manager.insert(Parcel, row);
        expect(await manager.findOneBy(Parcel, { id: row.id })).toMatchObject({ label: 'a' });
        throw new Error('no');
      })
      .catch(() => undefined);
    expect(await direct.findOneBy(Parcel, { id: row.id })).toBeNull();
    const { statements } = await countQueries(() => direct.findBy(Counted, { name: 'a' }));
    expect(statements).toHaveLength(1);
  });
});
