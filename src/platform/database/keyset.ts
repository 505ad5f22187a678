import type { FindOptionsWhere, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { defineError } from '../../kernel/errors.js';
import { isId } from '../../kernel/ids.js';
import type { DirectEntityManager } from './direct-entity-manager.js';

/** 400: the cursor was not made by this list with this order. */
export const invalidCursor = defineError('invalid_cursor', 400, 'The cursor is not valid for this list');

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

/** The orders that a list offers, by their public names. Their columns must not be nullable. */
export type Sorts<T> = Record<string, SortColumn<T>>;

interface SortColumn<T> {
  /** The property with its alias, such as `post.publishedAt`. */
  readonly column: string;
  readonly type: 'timestamp' | 'text' | 'integer';
  readonly value: (row: T) => Date | string | number;
}

/**
 * A filter that no index combines with an order, such as the words of a text: what it keeps lies scattered. It is put in two
 * ways, each adds it to the query.
 */
export interface ScatteredFilter<T extends ObjectLiteral> {
  /** For some rows that are known: looks at each of them by itself. */
  readonly each: (query: SelectQueryBuilder<T>) => unknown;
  /** For all rows: collects what it keeps, wherever that lies. */
  readonly all: (query: SelectQueryBuilder<T>) => unknown;
}

/** How many rows of an order are looked at before all that a scattered filter keeps is collected and sorted. */
export const nearby = 1_000;

/** One page of rows, the cursor of the next (null: there is none) and the number of all rows if asked for. */
export interface Slice<T> {
  readonly rows: T[];
  readonly next: string | null;
  readonly total?: number;
}

/**
 * Reads one page in a stable order: rows with equal sort values follow each other by id, so that none is skipped or
 * repeated, also while rows are added. The builder carries the filters and joins to single rows only; its main entity has
 * an `id`. An index on (filters, sort column, id) serves it, however far the client pages.
 *
 * With a scattered filter it takes one statement more. Where it keeps much, the page is found among the next rows of the
 * order; only where it keeps little, so that little is to be sorted, all of that is collected.
 * @throws invalidCursor for a cursor that is malformed or of another order
 */
export async function keysetPage<T extends ObjectLiteral & { id: string }>(
  query: SelectQueryBuilder<T>,
  request: PageRequest,
  sorts: Sorts<T>,
  scattered?: ScatteredFilter<T>,
): Promise<Slice<T>> {
  const order = orderOf(request, sorts, query.alias);
  const total = request.count ? await narrowed(query, scattered?.all).getCount() : undefined;
  const page = order.from(query, request.cursor);
  const { rows, last } =
    (scattered && (await pageNearby(query, page, order, request.limit, scattered))) ??
    (request.cursor === undefined || scattered
      ? await firstRows(narrowed(page, scattered?.all), request.limit)
      : await laterRows(query, page, order, request.limit));
  return {
    rows,
    next: last ? writeCursor(request.sort, order.value(last), last.id) : null,
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
  return {
    rows: found.slice(0, limit),
    next: last ? writeCursor(name, value(last), last.id) : null,
    ...(total !== undefined && { total }),
  };
}

/** Some rows, and the last of them if more follow: the cursor is made of it. */
interface Found<T> {
  readonly rows: T[];
  readonly last: T | undefined;
}

async function firstRows<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  limit: number,
): Promise<Found<T>> {
  const rows = await query.limit(limit + 1).getMany();
  return { rows: rows.slice(0, limit), last: rows.length > limit ? rows[limit - 1] : undefined };
}

/**
 * The same after a cursor: the ids first, and by them the rows. The index of the order holds all that the ids take, and only
 * then MariaDB begins at the cursor; for whole rows it begins at the first one that the filters keep, and reads up to it.
 */
async function laterRows<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  page: SelectQueryBuilder<T>,
  order: Order<T>,
  limit: number,
): Promise<Found<T>> {
  const next = idsOf(page, limit + 1);
  return firstRows(order.by(query).where(among(next)).setParameters(next.getParameters()), limit);
}

/** For a subquery: the ids of the first rows. */
function idsOf<T extends ObjectLiteral>(page: SelectQueryBuilder<T>, limit: number): SelectQueryBuilder<T> {
  return page.clone().select(`${page.alias}.id`, 'id').limit(limit);
}

/** A condition that keeps the rows with these ids; it needs their parameters. */
function among<T extends ObjectLiteral>(ids: SelectQueryBuilder<T>): string {
  // MySQL allows no LIMIT in the subquery of IN, but in a table there.
  return `${ids.alias}.id IN (SELECT near.id FROM (${ids.getQuery()}) near)`;
}

/** One of the orders of a list, as a request asks for it. */
interface Order<T extends ObjectLiteral> {
  readonly column: string;
  readonly value: SortColumn<T>['value'];
  readonly by: (query: SelectQueryBuilder<T>) => SelectQueryBuilder<T>;
  /** The rows after a cursor, in this order. */
  readonly from: (query: SelectQueryBuilder<T>, cursor: string | undefined) => SelectQueryBuilder<T>;
}

function sortOf<T>(name: string, sorts: Sorts<T>): SortColumn<T> & { readonly descending: boolean } {
  const descending = name.startsWith('-');
  const sort = sorts[descending ? name.slice(1) : name];
  if (!sort) throw new Error(`There is no order ${name}`);
  return { ...sort, descending };
}

function orderOf<T extends ObjectLiteral>(
  { sort: name }: PageRequest,
  sorts: Sorts<T>,
  alias: string,
): Order<T> {
  const { column, type, value, descending } = sortOf(name, sorts);
  const id = `${alias}.id`;
  const direction = descending ? 'DESC' : 'ASC';
  const by: Order<T>['by'] = (query) => query.clone().orderBy(column, direction).addOrderBy(id, direction);
  return {
    column,
    value,
    by,
    from(query, cursor) {
      if (cursor === undefined) return by(query);
      const position = readCursor(cursor, name, type);
      const [orSame, beyond] = descending ? ['<=', '<'] : ['>=', '>'];
      // SQLite bounds the index range by the first comparison, MySQL and MariaDB by the rest: so they pass over no rows with
      // the same value. None of them would use the index for the row form (a, b) < (x, y).
      return by(query).andWhere(
        `${column} ${orSame} :keysetValue AND
         (${column} ${beyond} :keysetValue OR (${column} = :keysetValue AND ${id} ${beyond} :keysetId))`,
        { keysetValue: position.value, keysetId: position.id },
      );
    },
  };
}

function narrowed<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  filter?: (query: SelectQueryBuilder<T>) => unknown,
): SelectQueryBuilder<T> {
  const narrower = query.clone();
  filter?.(narrower);
  return narrower;
}

/** Looks for a page among the next rows of an order. @returns undefined when those do not fill it */
async function pageNearby<T extends ObjectLiteral & { id: string }>(
  query: SelectQueryBuilder<T>,
  page: SelectQueryBuilder<T>,
  order: Order<T>,
  limit: number,
  { each }: ScatteredFilter<T>,
): Promise<Found<T> | undefined> {
  const id = `${query.alias}.id`;
  const next = idsOf(page, nearby);
  const probe = narrowed(order.by(query), each)
    .select([id, order.column])
    .andWhere(among(next))
    .setParameters(next.getParameters());
  const { rows: kept, last } = await firstRows(probe, limit);
  if (last === undefined) return undefined;
  const ids = kept.map((row) => row.id);
  const rows = await order.by(query).andWhere(`${id} IN (:...keysetIds)`, { keysetIds: ids }).getMany();
  // The cursor is made of what decided: the row may be another, or gone, by now.
  return { rows, last };
}

function writeCursor(sort: string, value: Date | string | number, id: string): string {
  return Buffer.from(JSON.stringify({ sort, value, id })).toString('base64url');
}

function readCursor(
  cursor: string,
  sort: string,
  type: SortColumn<unknown>['type'],
): { value: Date | string | number; id: string } {
  const content = parse(cursor);
  const value = sortValue(content.value, type);
  if (content.sort !== sort || !isId(content.id) || value === undefined) throw malformed();
  return { value, id: content.id };
}

function parse(cursor: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (typeof content === 'object' && content !== null) return { ...content };
  } catch {
    // Answered below, like any other malformed cursor.
  }
  throw malformed();
}

function sortValue(value: unknown, type: SortColumn<unknown>['type']): Date | string | number | undefined {
  if (type === 'integer') return Number.isSafeInteger(value) ? (value as number) : undefined;
  if (typeof value !== 'string') return undefined;
  if (type === 'text') return value.isWellFormed() && !value.includes('\0') ? value : undefined;
  const time = new Date(value);
  return /^\d{4}-/.test(value) && !Number.isNaN(time.getTime()) && time.getUTCFullYear() >= 1000
    ? time
    : undefined;
}

function malformed(): Error {
  const message = 'Take the cursor from page.next of the page before, with the same sort.';
  return invalidCursor(message, { fields: [{ field: 'cursor', code: 'invalid_cursor', message }] });
}
