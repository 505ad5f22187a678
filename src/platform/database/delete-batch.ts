import {
  type EntityManager,
  type EntityTarget,
  type FindOptionsSelect,
  type FindOptionsWhere,
  In,
  type ObjectLiteral,
} from 'typeorm';

/** How many rows one statement deletes: others wait for no more. */
const batch = 500;

/**
 * Deletes some of the rows that meet a condition: at most 500, so that it may be called for any number of them.
 * @param key the primary key
 * @param condition one that an index finds
 * @returns whether there may be more
 */
export async function deleteBatch<Row extends ObjectLiteral>(
  manager: EntityManager,
  target: EntityTarget<Row>,
  key: keyof Row & string,
  condition: FindOptionsWhere<Row>,
): Promise<boolean> {
  const select = { [key]: true } as FindOptionsSelect<Row>;
  const found = await manager.find(target, { select, where: condition, take: batch });
  const keys = found.map((row) => row[key]);
  // What does not meet the condition any more stays.
  if (keys.length > 0) await manager.delete(target, { ...condition, [key]: In(keys) });
  return keys.length === batch;
}
