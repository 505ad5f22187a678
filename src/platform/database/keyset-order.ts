import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { defineError } from '../../kernel/errors.js';
import { isId } from '../../kernel/ids.js';
import { rowsBehind } from './dialect.js';

/** 400: the cursor was not made by this list with this order. */
export const invalidCursor = defineError('invalid_cursor', 400, 'The cursor is not valid for this list');

/** The orders that a list offers, by their public names. Their columns must not be nullable. */
export type Sorts<T> = Record<string, SortColumn<T>>;

interface SortColumn<T> {
  /** The property with its alias, such as `post.publishedAt`. */
  readonly column: string;
  readonly type: 'timestamp' | 'text' | 'integer';
  readonly value: (row: T) => Date | string | number;
}

/** One of the orders of a list, as a request asks for it. */
export interface Order<T extends ObjectLiteral> {
  readonly column: string;
  readonly direction: 'ASC' | 'DESC';
  readonly value: SortColumn<T>['value'];
  readonly by: (query: SelectQueryBuilder<T>) => SelectQueryBuilder<T>;
  /** The rows after a cursor, in this order. */
  readonly from: (query: SelectQueryBuilder<T>, cursor: string | undefined) => SelectQueryBuilder<T>;
}

/** @throws Error when the list has no such order: the request was not validated */
export function sortOf<T>(name: string, sorts: Sorts<T>): SortColumn<T> & { readonly descending: boolean } {
  const descending = name.startsWith('-');
  const sort = sorts[descending ? name.slice(1) : name];
  if (!sort) throw new Error(`There is no order ${name}`);
  return { ...sort, descending };
}

/** The order of a request on the rows of a query. */
export function orderOf<T extends ObjectLiteral>(name: string, sorts: Sorts<T>, alias: string): Order<T> {
  const { column, type, value, descending } = sortOf(name, sorts);
  const id = `${alias}.id`;
  const direction = descending ? 'DESC' : 'ASC';
  const by: Order<T>['by'] = (query) => query.clone().orderBy(column, direction).addOrderBy(id, direction);
  return {
    column,
    direction,
    value,
    by,
    from(query, cursor) {
      if (cursor === undefined) return by(query);
      const position = readCursor(cursor, name, type);
      const place = { value: ':keysetValue', id: ':keysetId' };
      return by(query).andWhere(rowsBehind(query.dataSource, [column, id], direction, place), {
        keysetValue: position.value,
        keysetId: position.id,
      });
    },
  };
}

/** Where a page ended, for the client to send back. */
export function writeCursor(sort: string, value: Date | string | number, id: string): string {
  return Buffer.from(JSON.stringify({ sort, value, id })).toString('base64url');
}

/** @throws invalidCursor for a cursor that is malformed or of another order */
export function readCursor(
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
