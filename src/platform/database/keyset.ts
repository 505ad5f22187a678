import type { FindOptionsWhere, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { DirectEntityManager } from './direct-entity-manager.js';
import { orderOf, readCursor, type Sorts, sortOf, writeCursor } from './keyset-order.js';
import { type Condition, firstRows, laterRows, narrowed } from './keyset-rows.js';
import { type ScatteredFilter, scatteredRows } from './keyset-scattered.js';

export { invalidCursor, type Sorts } from './keyset-order.js';
export type { Condition } from './keyset-rows.js';
export type { ScatteredFilter } from './keyset-scattered.js';

/** What a client asks of a list. */
export interface PageRequest {
  readonly limit: number;
  /** Where the page before ended; absent for the first page. */
  readonly cursor?: string;
  /** A name of `Sorts`, with `-` before it for the greatest first. */
  readonly sort: string;
  /** Also count all rows: as slow as the list is long. */
  readonly count?: boolean;
}

/** One page of rows, the cursor of the next (null: there is none) and the number of all rows if asked for. */
export interface Slice<T> {
  readonly rows: T[];
  readonly next: string | null;
  readonly total?: number;
  /** The cursor of a page that ends with one of the rows, by its place. */
  readonly cursorAfter: (place: number) => string;
}

/** The first rows of a page, as a page of its own: the next one begins behind them. */
export function firstOf<T>(slice: Slice<T>, count: number): Slice<T> {
  if (count >= slice.rows.length) return slice;
  return { ...slice, rows: slice.rows.slice(0, count), next: slice.cursorAfter(count - 1) };
}

/**
 * Reads one page in a stable order: rows with equal sort values follow each other by id, so that none is skipped or
 * repeated, also while rows are added. The builder carries the filters and joins to single rows only; its main entity has
 * an `id`. An index on (filters, sort column, id) serves it, however far the client pages.
 *
 * With a scattered filter it takes one statement more. Where the filter keeps much, the page is found among the next rows of
 * the order. Where it keeps little, so that little is to be sorted, that is collected, by the parts that keep the least of
 * those rows: for each word a full-text index makes a list of all rows that hold it.
 * @throws invalidCursor for a cursor that is malformed or of another order
 */
export async function keysetPage<T extends ObjectLiteral & { id: string }, Part extends Condition>(
  query: SelectQueryBuilder<T>,
  request: PageRequest,
  sorts: Sorts<T>,
  scattered?: ScatteredFilter<Part>,
): Promise<Slice<T>> {
  const order = orderOf(request.sort, sorts, query.alias);
  const total = request.count
    ? await narrowed(query, scattered?.collect(scattered.parts) ?? []).getCount()
    : undefined;
  const page = order.from(query, request.cursor);
  const { rows, last } = scattered
    ? await scatteredRows(query, page, order, request.limit, scattered)
    : request.cursor === undefined
      ? await firstRows(page, request.limit)
      : await laterRows(query, page, order, request.limit);
  const cursorOf = (row: T): string => writeCursor(request.sort, order.value(row), row.id);
  return {
    rows,
    next: last ? cursorOf(last) : null,
    cursorAfter: (place) => cursorOf(rows[place] as T),
    ...(total !== undefined && { total }),
  };
}

/** A list of a table that plain conditions narrow: its statements are written directly, which takes a fraction of the time. */
export interface PlainList<T> {
  readonly entity: new () => T;
  readonly where: FindOptionsWhere<T>;
  /** The columns to read, the id and all that lists are sorted by among them; all by default. */
  readonly select?: readonly (keyof T & string)[];
}

/**
 * The same as `keysetPage` for a list with plain conditions: equality, `In`, and comparisons.
 * @throws invalidCursor for a cursor that is malformed or of another order
 */
export async function plainKeysetPage<T extends ObjectLiteral & { id: string }>(
  manager: DirectEntityManager,
  { entity, where, select }: PlainList<T>,
  { sort: name, cursor, limit, count }: PageRequest,
  sorts: Sorts<T>,
): Promise<Slice<T>> {
  const { column, type, value, descending } = sortOf(name, sorts);
  const total = count ? await manager.countBy(entity, where) : undefined;
  const found = await manager.page(entity, {
    where,
    ...(select && { select }),
    by: column.slice(column.indexOf('.') + 1),
    direction: descending ? 'DESC' : 'ASC',
    ...(cursor !== undefined && { after: readCursor(cursor, name, type) }),
    take: limit + 1,
  });
  const last = found.length > limit ? found[limit - 1] : undefined;
  const cursorOf = (row: T): string => writeCursor(name, value(row), row.id);
  return {
    rows: found.slice(0, limit),
    next: last ? cursorOf(last) : null,
    cursorAfter: (place) => cursorOf(found[place] as T),
    ...(total !== undefined && { total }),
  };
}
