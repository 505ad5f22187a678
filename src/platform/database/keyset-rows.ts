import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Order } from './keyset-order.js';

/** A condition on the rows of a query, with its parameters. */
export interface Condition {
  readonly sql: string;
  readonly parameters: ObjectLiteral;
}

/** Some rows, and the last of them if more follow: the cursor is made of it. */
export interface Found<T> {
  readonly rows: T[];
  readonly last: T | undefined;
}

/** The first rows of a query that has an order. */
export async function firstRows<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  limit: number,
): Promise<Found<T>> {
  const rows = await query.limit(limit + 1).getMany();
  return { rows: rows.slice(0, limit), last: rows.length > limit ? rows[limit - 1] : undefined };
}

/** For a subquery: the ids of the first rows. */
export function idsOf<T extends ObjectLiteral>(
  page: SelectQueryBuilder<T>,
  limit: number,
): SelectQueryBuilder<T> {
  return page.clone().select(`${page.alias}.id`, 'id').limit(limit);
}

/** A condition that keeps the rows with these ids; it needs their parameters. */
function among<T extends ObjectLiteral>(ids: SelectQueryBuilder<T>): string {
  // MySQL allows no LIMIT in the subquery of IN, but in a table there.
  return `${ids.alias}.id IN (SELECT near.id FROM (${ids.getQuery()}) near)`;
}

/** A query with more conditions; the one that it was made of stays as it is. */
export function narrowed<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  conditions: readonly Condition[],
): SelectQueryBuilder<T> {
  const narrower = query.clone();
  for (const { sql, parameters } of conditions) narrower.andWhere(sql, parameters);
  return narrower;
}

/**
 * The same after a cursor: the ids first, and by them the rows. The index of the order holds all that the ids take, and only
 * then MariaDB begins at the cursor; for whole rows it begins at the first one that the filters keep, and reads up to it.
 */
export async function laterRows<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  page: SelectQueryBuilder<T>,
  order: Order<T>,
  limit: number,
): Promise<Found<T>> {
  const next = idsOf(page, limit + 1);
  return firstRows(order.by(query).where(among(next)).setParameters(next.getParameters()), limit);
}
