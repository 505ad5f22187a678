import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Column, DataSource, Entity, type QueryRunner, TableColumn } from 'typeorm';
import { startPlatform } from '../../../test/support/platform.js';
import { newId } from '../../kernel/ids.js';
import { IdColumn } from './columns.js';
import { mostly } from './dialect.js';
import { searchCondition, searchFilter, type Searched } from './full-text.js';
import { createFullTextIndex, indexedLength, renewFullTextIndex } from './full-text-index.js';
import { fewHits } from './full-text-sqlite.js';
import { keysetPage, type Sorts } from './keyset.js';
import { nearby } from './keyset-scattered.js';
import { countQueries } from './query-count.js';
import type { SqliteDriver } from './sqlite-driver.js';

@Entity('pages')
class Page {
  @IdColumn() id: string;
  @Column({ type: 'varchar' }) status: string;
  @Column({ type: 'int' }) place: number;
  @Column({ type: 'varchar', length: 200 }) title: string;
}

const searched: Searched = { table: 'pages', alias: 'page', columns: ['title'] };
const sorts: Sorts<Page> = { place: { column: 'page.place', type: 'integer', value: ({ place }) => place } };
/** What the index was before rows had a number. */
const oldIndex = `
  CREATE TABLE pages_full_text_ids (row INTEGER PRIMARY KEY, id char(36) NOT NULL UNIQUE);
  CREATE VIRTUAL TABLE pages_full_text USING fts5(title, tokenize = 'unicode61 remove_diacritics 2');
  CREATE TRIGGER pages_full_text_insert AFTER INSERT ON pages BEGIN
    INSERT INTO pages_full_text_ids (id) VALUES (new.id);
    INSERT INTO pages_full_text (rowid, title) VALUES (last_insert_rowid(), new.title);
  END`;

describe('The search index of SQLite', () => {
  let folder: string;
  let platform: TestingModule;
  let dataSource: DataSource;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mainstay-search-'));
    const imports = [TypeOrmModule.forFeature([Page])];
    platform = await startPlatform(`sqlite:${join(folder, 'test.db')}`, { imports });
    dataSource = platform.get(DataSource);
  });
  afterAll(async () => {
    await platform.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    for (const table of ['notes', 'pages', 'pages_full_text_words', 'pages_full_text', 'pages_full_text_ids'])
      await dataSource.query(`DROP TABLE IF EXISTS ${table}`);
    await dataSource.query(
      'CREATE TABLE "pages" ("id" char(36) PRIMARY KEY NOT NULL, "status" varchar(16) NOT NULL, "place" int NOT NULL, "title" varchar(200))',
    );
    await dataSource.query('CREATE INDEX pages_by_place ON pages (status, place, id)');
  });

  /** Does what a migration does. */
  async function migrate(work: (runner: QueryRunner) => Promise<void>): Promise<void> {
    const runner = dataSource.createQueryRunner();
    await runner.beforeMigration();
    await runner.startTransaction();
    await work(runner);
    await runner.commitTransaction();
    await runner.afterMigration();
    await runner.release();
  }

  async function add(...titles: string[]): Promise<string[]> {
    const pages = titles.map((title, place) => ({ id: newId(), status: 'live', place, title }));
    for (let from = 0; from < pages.length; from += 500)
      await dataSource.manager.insert(Page, pages.slice(from, from + 500));
    return pages.map(({ id }) => id);
  }

  async function search(text: string, limit = 20, more = '1 = 1') {
    const query = dataSource.createQueryBuilder(Page, 'page');
    query.where(mostly(dataSource, 'page.status = :status'), { status: 'live' }).andWhere(more);
    const filter = searchFilter(dataSource, searched, text);
    return countQueries(() => keysetPage(query, { limit, sort: 'place' }, sorts, filter));
  }
  const titles = async (text: string): Promise<string[]> =>
    (await search(text)).result.rows.map(({ title }) => title);
  const findLong = async (text: string): Promise<string[]> => {
    const { sql, parameters } = searchCondition(dataSource, { ...searched, isLong: true }, text);
    const rows = await dataSource.createQueryBuilder(Page, 'page').where(sql, parameters).getMany();
    return rows.map(({ title }) => title);
  };
  /** Fails when the index says otherwise than the texts. */
  const check = () =>
    dataSource.query(`INSERT INTO pages_full_text (pages_full_text, rank) VALUES ('integrity-check', 1)`);

  it('follows rows that are added, changed, removed, and moved when the file is compacted', async () => {
    await migrate((runner) => createFullTextIndex(runner, 'pages', ['title']));
    const [oak, ash] = await add('Oak table', 'Ash table', 'Elm chair');
    await dataSource.manager.update(Page, { id: ash }, { title: 'Ash bench' });
    await dataSource.manager.delete(Page, { id: oak });
    await dataSource.query('VACUUM');
    expect([await titles('table'), await titles('bench'), await titles('chair')]).toEqual([
      [],
      ['Ash bench'],
      ['Elm chair'],
    ]);
    await check();
    await dataSource.query('DROP TRIGGER pages_full_text_update');
    await dataSource.manager.update(Page, { id: ash }, { title: 'Ash stool' });
    await expect(check()).rejects.toThrow('checksum mismatch');
  });

  it('is made anew of the one that it was before, and the table keeps its rows, indexes and what refers to it', async () => {
    await dataSource.query('CREATE TABLE notes (page_id char(36) REFERENCES pages (id) ON DELETE CASCADE)');
    await migrate(async (runner) => {
      for (const statement of oldIndex.split(/;\n {2}(?=CREATE)/)) await runner.query(statement);
    });
    const ids = await add('Oak table', 'Ash table', 'Elm chair');
    await dataSource.query('INSERT INTO notes VALUES (?)', [ids[0]]);
    const before = await dataSource.manager.find(Page, { order: { id: 'ASC' } });
    await migrate((runner) => renewFullTextIndex(runner, 'pages', ['title']));

    expect(await dataSource.manager.find(Page, { order: { id: 'ASC' } })).toEqual(before);
    expect(await titles('table')).toEqual(['Oak table', 'Ash table']);
    await add('Elm table');
    expect((await titles('elm')).toSorted()).toEqual(['Elm chair', 'Elm table']);
    await check();
    const objects = await dataSource.query<{ name: string }[]>(
      `SELECT name FROM sqlite_master WHERE name LIKE 'pages%' AND type IN ('table', 'index') AND name NOT LIKE 'pages_full_text_%' ORDER BY name`,
    );
    expect(objects.map(({ name }) => name)).toEqual(['pages', 'pages_by_place', 'pages_full_text']);
    await dataSource.manager.delete(Page, { id: ids[0] });
    expect(await dataSource.query('SELECT * FROM notes')).toEqual([]);
  });

  it('of long texts has no positions, and finds words that it splits all the same', async () => {
    await migrate((runner) => createFullTextIndex(runner, 'pages', ['title'], { isLong: true }));
    await add('हिन्दी', 'Oak table', 'Ash bench');
    expect([
      await findLong('हिन्दी'),
      await findLong('TAB oak'),
      await findLong('bench oak'),
      await findLong('ta'),
      await findLong('benc'),
    ]).toEqual([['हिन्दी'], ['Oak table'], [], [], ['Ash bench']]);
  });

  it('of long texts holds the first part of each, and all of that goes with the row', async () => {
    await add(`${'oak '.repeat(indexedLength / 4)}ash`);
    await migrate((runner) => createFullTextIndex(runner, 'pages', ['title'], { isLong: true }));
    const [id] = await add(`${'elm '.repeat(indexedLength / 4 - 1)}fir ash`);
    const found = async (): Promise<number[]> =>
      Promise.all(['oak', 'elm', 'fir', 'ash'].map(async (word) => (await findLong(word)).length));
    expect(await found()).toEqual([1, 1, 1, 0]);
    await dataSource.manager.update(Page, { id }, { title: 'ash' });
    expect(await found()).toEqual([1, 0, 0, 1]);
    await dataSource.query('DELETE FROM pages');
    await dataSource.query(`INSERT INTO pages_full_text (pages_full_text) VALUES ('integrity-check')`);
    expect(await dataSource.query('SELECT * FROM pages_full_text_words')).toEqual([]);
  });

  it('of long texts reads a bounded number of words that begin alike', async () => {
    await migrate((runner) => createFullTextIndex(runner, 'pages', ['title'], { isLong: true }));
    const alike = (from: string, count: number): string =>
      Array.from({ length: count }, (_, number) => `${from}${number.toString(36)}`).join(' ');
    await add(
      'Kettling',
      'Saucepan: one two six ten forty',
      '中',
      '中国',
      alike('saucer', 4_000),
      alike('中', 4_000),
    );
    await add(alike('kettle', 4_000));
    const few = async (text: string): Promise<string[]> =>
      (await findLong(text)).map((title) => title.slice(0, 8)).toSorted();
    expect(await few('kettle')).toEqual(['kettle0 ']);
    expect(await few('中')).toEqual(['中', '中0 中1 中2', '中国']);
    await add(...Array.from({ length: 7 }, () => `${alike('kettle', 2_500)} ${alike('中', 2_500)}`));
    // By the letters that have an entry, or as it is.
    expect(await few('kettle')).toEqual(['Kettling', ...Array.from({ length: 8 }, () => 'kettle0 ')]);
    expect(await few('中')).toEqual(['中']);
    expect(await few('saucer')).toEqual(['saucer0 ']);
    // All words of a search share what is read.
    expect(await few('saucer one two six ten forty')).toEqual(['Saucepan']);
  });

  it('outlives a later change of the table', async () => {
    await migrate((runner) => createFullTextIndex(runner, 'pages', ['title']));
    await add('Oak table', 'Ash bench');
    const numbers = () => dataSource.query('SELECT id, row FROM pages ORDER BY id');
    const before: unknown = await numbers();
    const triggers = `SELECT sql FROM sqlite_master WHERE type = 'trigger'`;
    const made = await dataSource.query<{ sql: string }[]>(triggers);
    await migrate(async (runner) => {
      await runner.addColumn('pages', new TableColumn({ name: 'size', type: 'int', isNullable: true }));
      const left = await runner.manager.query<unknown[]>(triggers);
      if (left.length === 0) for (const { sql } of made) await runner.query(sql);
    });
    expect(await numbers()).toEqual(before);
    await add('Elm bench');
    expect((await titles('bench')).toSorted()).toEqual(['Ash bench', 'Elm bench']);
    await check();
  });

  it('is used so that few rows are read: of the hits where they are few, else along the order', async () => {
    await migrate((runner) => createFullTextIndex(runner, 'pages', ['title']));
    const few = (place: number): boolean => place >= 2 * nearby && place % 100 === 0;
    const many = (place: number): boolean => place >= 2 * nearby;
    await add(
      ...Array.from({ length: 2 * nearby + fewHits + 100 }, (_, place) =>
        ['Common', ...(few(place) ? ['few'] : []), ...(many(place) ? ['many'] : [])].join(' '),
      ),
    );
    let read = 0;
    const { reader } = dataSource.driver as SqliteDriver;
    reader.raw.function('noted', (place: number) => Number((read += Number(place >= nearby)) >= 0));
    /** The statements of a search, how many rows beyond the next ones it reads, and where the page begins. */
    const cost = async (text: string): Promise<unknown[]> => {
      read = 0;
      const { result, queries } = await search(text, 5, 'noted(page.place) = 1');
      return [queries, read, result.rows[0]?.place];
    };
    const [hits, page] = [11, 6];
    expect(await cost('comm')).toEqual([2, 0, 0]);
    expect(await cost('few')).toEqual([2, hits + page, 2 * nearby]);
    expect(await cost('many')).toEqual([2, nearby + page + page, 2 * nearby]);
    expect(await cost('many few')).toEqual([2, hits + page, 2 * nearby]);
    expect(await cost('nowhere')).toEqual([2, 0, undefined]);
  });
});
