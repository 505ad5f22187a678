import type { Type } from '@nestjs/common';
import { BooleanField, EnumField, IntegerField, ObjectField, TextField } from './fields.js';

/** What a client may ask of any list. */
export interface PageParameters {
  limit: number;
  cursor?: string;
  sort: string;
  count?: boolean;
}

/** One page of rows as a repository returns it; `next` is the cursor of the page after it. */
interface Rows<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
  readonly total?: number;
  readonly cursorAfter: (place: number) => string;
}

/** A page as clients see it. */
export interface Page<T> {
  data: T[];
  page: PageInfo;
}

/** Where a page stands in its list. */
export class PageInfo {
  @IntegerField({ min: 1, max: 100, example: 20 })
  limit: number;

  @TextField({ nullable: true, description: 'the cursor of the next page; null on the last one' })
  next: string | null;

  @IntegerField({ min: 0, optional: true, description: 'how many there are in all; only with `count=true`' })
  total?: number;
}

/**
 * The query parameters of a list as a base class for its DTO.
 * @param sorts the orders a client may ask for, the default first; a leading `-` means descending
 */
export function pageQuery(sorts: readonly [string, ...string[]]): Type<PageParameters> {
  class PageQuery implements PageParameters {
    @IntegerField({
      min: 1,
      max: 100,
      optional: true,
      example: 20,
      description: 'rows per page, 20 by default',
    })
    limit: number = 20;

    @TextField({ max: 1_000, optional: true, description: '`page.next` of the page before' })
    cursor?: string;

    @EnumField(sorts, { optional: true, description: `the order, \`${sorts[0]}\` by default` })
    sort: string = sorts[0];

    @BooleanField({ optional: true, description: 'true adds `page.total`' })
    count?: boolean;
  }
  return PageQuery;
}

/** How many bytes of JSON the rows of a page may take: with what is around them, an answer stays below 1 MiB. */
export const pageBytes = 1_000_000;

/**
 * Makes the answer of a list from a repository's rows. A page that would grow too large ends early: `page.next` leads on.
 * @param most bytes of JSON; the first row is there in any case
 */
export function toPage<Row, View>(
  slice: Rows<Row>,
  request: { readonly limit: number },
  view: (row: Row) => View,
  most = pageBytes,
): Page<View> {
  const { rows, next, total, cursorAfter } = slice;
  const data = rows.map(view);
  const fitting = howManyFit(data, most);
  return {
    data: fitting < data.length ? data.slice(0, fitting) : data,
    page: {
      limit: request.limit,
      next: fitting < data.length ? cursorAfter(fitting - 1) : next,
      ...(total === undefined ? {} : { total }),
    },
  };
}

/** How many of some values, from the first one on, fit into so many bytes of JSON; at least one. */
function howManyFit(values: readonly unknown[], most: number): number {
  // Most pages are far below: to know that is a small part of what it takes to measure them.
  if (values.reduce((bytes: number, value) => bytes + atMost(value), 0) <= most) return values.length;
  let bytes = 0;
  const fitting = values.findIndex((value) => (bytes += Buffer.byteLength(JSON.stringify(value)) + 1) > most);
  return fitting < 0 ? values.length : Math.max(1, fitting);
}

/** No less than the bytes of a value in JSON: a UTF-16 code unit takes up to six (`\u001f`). */
function atMost(value: unknown): number {
  if (typeof value === 'string') return 6 * value.length + 3;
  if (typeof value !== 'object' || value === null) return 25;
  let bytes = 2;
  for (const name in value) bytes += 6 * name.length + 4 + atMost((value as Record<string, unknown>)[name]);
  return bytes;
}

const pages = new Map<Type<object>, Type<object>>();

/** The response shape of a list of `item`s, named after it (`PostPage`). */
export function pageOf<T extends object>(item: Type<T>): Type<Page<T>> {
  const known = pages.get(item);
  if (known) return known as Type<Page<T>>;

  class PageResponse implements Page<T> {
    @ObjectField(() => item, { list: { max: 100 } })
    data: T[];

    @ObjectField(() => PageInfo)
    page: PageInfo;
  }
  Object.defineProperty(PageResponse, 'name', { value: `${item.name}Page` });
  pages.set(item, PageResponse);
  return PageResponse;
}
