import { FindOperator, type ObjectLiteral } from 'typeorm';

/**
 * How a SELECT goes to MySQL: prepared once and executed often, which is the default, or as text. When MariaDB (10.11) executes
 * a prepared statement again, after others on the same connection, it no longer bounds the range of an index, and no longer
 * knows that the index holds all columns that a subquery takes: it begins at the start and reads whole rows.
 */
export type Protocol = 'prepared' | 'text';

/** Operators that keep a range of an index. */
const ranges = new Set(['and', 'lessThan', 'lessThanOrEqual', 'moreThan', 'moreThanOrEqual']);

/** What conditions of TypeORM's kind need. */
export function protocolFor(where: unknown): Protocol {
  const values: unknown[] = Object.values(where as ObjectLiteral);
  return values.some((value) => value instanceof FindOperator && ranges.has(value.type))
    ? 'text'
    : 'prepared';
}
