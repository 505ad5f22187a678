import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Order } from './keyset-order.js';
import { type Condition, firstRows, type Found, idsOf, narrowed } from './keyset-rows.js';

/**
 * A filter that no index combines with an order, such as the words of a text: what it keeps lies scattered. It can be
 * asked in two ways.
 */
export interface ScatteredFilter<Part extends Condition = Condition> {
  /** For rows that are known, looking at each of them by itself: conditions that hold together. */
  readonly each: readonly Condition[];
  /** Those of them that need not be collected where others keep less. */
  readonly parts: readonly Part[];
  /** For all rows: collects what the filter keeps without the other parts, wherever that lies. */
  readonly collect: (parts: readonly Part[]) => readonly Condition[];
  /** How rows that are known are found instead of by `each`, where the program decides about them itself. */
  readonly near?: NearRows;
  /** The same in several ways, of which the database takes one; without it, collects. */
  readonly ways?: (parts: readonly Part[]) => readonly Way[];
}

/** Rows that a filter may keep, and how to tell whether it does. */
export interface NearRows {
  /** Conditions that hold for all rows that the filter keeps, and for others. */
  readonly conditions: readonly Condition[];
  /** SQL of what decides about a row; null for a row that cannot be decided about so. */
  readonly text: string;
  /** Whether the filter keeps a row; undefined where only the database knows. */
  readonly keeps: (text: string) => boolean | undefined;
}

/** A way to all rows that a filter keeps. */
export interface Way {
  readonly conditions: readonly Condition[];
  /** About no row: whether this is the way to take. It holds for one of the ways. */
  readonly when: Condition;
}

/** How many rows of an order are looked at before all that a scattered filter keeps is collected and sorted. */
export const nearby = 1_000;

/** How many times as many rows as a page has are looked at where the program decides about them. */
const candidates = 4;

/** A part that keeps this many times as much as another is asked of what the other one keeps, and not collected. */
const muchMore = 10;

/** The rows of a page after its cursor: what the next rows of the order hold of it, or what the filter collects. */
export async function scatteredRows<T extends ObjectLiteral & { id: string }, Part extends Condition>(
  query: SelectQueryBuilder<T>,
  page: SelectQueryBuilder<T>,
  order: Order<T>,
  limit: number,
  filter: ScatteredFilter<Part>,
): Promise<Found<T>> {
  const near = await lookNearby(query, page, order, limit, filter);
  if (near.last === undefined) return everywhere(query, page, order, limit, filter, near.keptByPart);
  const ids = near.rows.map((row) => row.id);
  const rows = await order
    .by(query)
    .andWhere(`${query.alias}.id IN (:...keysetIds)`, { keysetIds: ids })
    .getMany();
  // The cursor is made of what decided: the row may be another, or gone, by now.
  return { rows, last: near.last };
}

/** What the next rows of an order hold of a page: ids and sort values, and how many of a sample of those rows each part keeps. */
interface Nearby<T> extends Found<T> {
  readonly keptByPart: readonly number[];
}

async function lookNearby<T extends ObjectLiteral & { id: string }, Part extends Condition>(
  query: SelectQueryBuilder<T>,
  page: SelectQueryBuilder<T>,
  order: Order<T>,
  limit: number,
  { each, parts, near }: ScatteredFilter<Part>,
): Promise<Nearby<T>> {
  const id = `${query.alias}.id`;
  const next = idsOf(page, nearby).addSelect(order.column, 'place');
  const looked = query
    .clone()
    .select([id, order.column])
    .innerJoin(`(${next.getQuery()})`, 'near', `near.id = ${id}`)
    .setParameters(next.getParameters());
  // By the columns of those rows: so the database goes through them in order, and stops where the page is full.
  const inOrder = (rows: SelectQueryBuilder<T>): SelectQueryBuilder<T> =>
    rows.addOrderBy('near.place', order.direction).addOrderBy('near.id', order.direction);
  if (near) return { ...(await decidedRows(inOrder(looked), limit, near)), keptByPart: [] };
  if (parts.length < 2)
    return { ...(await firstRows(inOrder(narrowed(looked, each)), limit)), keptByPart: [] };

  const whether = (sql: string): string => `CASE WHEN ${sql} THEN 1 ELSE 0 END`;
  // Rows that are not kept follow: each row also says how many of the sample each part keeps.
  looked.addSelect(whether(each.map(({ sql }) => sql).join(' AND ')), 'kept').orderBy('kept', 'DESC');
  for (const { parameters } of each) looked.setParameters(parameters);
  for (const [index, { sql }] of parts.entries())
    looked.addSelect(`SUM(${whether(`${inSample(id)} AND ${sql}`)}) OVER ()`, `kept${index}`);
  const { entities, raw } = await inOrder(looked)
    .limit(limit + 1)
    .getRawAndEntities<Record<string, string | number>>();
  const rows = entities.filter((_, index) => Number(raw[index]?.kept) === 1);
  return {
    rows: rows.slice(0, limit),
    last: rows.length > limit ? rows[limit - 1] : undefined,
    keptByPart: parts.map((_, index) => Number(raw[0]?.[`kept${index}`] ?? 0)),
  };
}

/** The first rows that a filter keeps, as the program decides; none where too few of those that it looks at are kept. */
async function decidedRows<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  limit: number,
  { conditions, text, keeps }: NearRows,
): Promise<Found<T>> {
  const { entities, raw } = await narrowed(query, conditions)
    .addSelect(text, 'decides')
    .limit(candidates * (limit + 1))
    .getRawAndEntities<{ decides: string | null }>();
  const kept: T[] = [];
  for (const [index, row] of entities.entries()) {
    const decides = raw[index]?.decides ?? null;
    const isKept = decides === null ? undefined : keeps(decides);
    if (isKept === undefined) break;
    if (isKept) kept.push(row);
  }
  return { rows: kept.slice(0, limit), last: kept.length > limit ? kept[limit - 1] : undefined };
}

/** A quarter of all rows: ids end at random. */
function inSample(id: string): string {
  return `SUBSTR(${id}, -1) < '4'`;
}

/** What all rows hold of a page: parts that keep little decide which are read, the others are asked of those. */
async function everywhere<T extends ObjectLiteral & { id: string }, Part extends Condition>(
  query: SelectQueryBuilder<T>,
  page: SelectQueryBuilder<T>,
  order: Order<T>,
  limit: number,
  { parts, collect, ways }: ScatteredFilter<Part>,
  keptByPart: readonly number[],
): Promise<Found<T>> {
  const bound = muchMore * (Math.min(...keptByPart) + 1);
  const little = parts.filter((_, index) => (keptByPart[index] ?? 0) < bound);
  const others = parts.filter((part) => !little.includes(part));
  if (!ways) return firstRows(narrowed(page, [...collect(little), ...others]), limit);
  const rows = order.by(query);
  const idsByWay = ways(little).map(({ conditions, when }) => {
    const ids = narrowed(page, [...conditions, ...others]).select(`${page.alias}.id`, 'id');
    rows.setParameters({ ...ids.getParameters(), ...when.parameters });
    // A limit of 0 ends a way before it begins; a condition would be asked of each row.
    return `SELECT way.id FROM (${ids.getQuery()} LIMIT CASE WHEN ${when.sql} THEN ${limit + 1} ELSE 0 END) way`;
  });
  return firstRows(rows.andWhere(`${query.alias}.id IN (${idsByWay.join(' UNION ALL ')})`), limit);
}
