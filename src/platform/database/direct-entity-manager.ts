import {
  EntityManager,
  type EntityTarget,
  type FindManyOptions,
  type FindOneOptions,
  type FindOptionsWhere,
  InsertResult,
  type ObjectLiteral,
  type QueryResult,
  UpdateResult,
} from 'typeorm';
import { PlainTable, type Selection, type Statement } from './plain-table.js';

/**
 * TypeORM's entity manager with a short way for statements about one table with plain conditions, which are nearly all:
 * it writes their SQL itself, because the query builder takes longer for it than the database takes for the answer.
 * Everything else goes to TypeORM. docs/decisions/0017-direct-statements.md
 */
export class DirectEntityManager extends EntityManager {
  override async insert<Entity extends ObjectLiteral>(
    ...[target, rows]: Parameters<typeof EntityManager.prototype.insert<Entity>>
  ): Promise<InsertResult> {
    const statement = this.tableOf(target)?.insert(Array.isArray(rows) ? rows : [rows]);
    if (!statement) return super.insert(target, rows);
    return InsertResult.from(await this.send(statement));
  }

  override async update<Entity extends ObjectLiteral>(
    ...[target, where, change, options]: Parameters<typeof EntityManager.prototype.update<Entity>>
  ): Promise<UpdateResult> {
    const statement = options ? undefined : this.tableOf(target)?.update(where, change);
    if (!statement) return super.update(target, where, change, options);
    return UpdateResult.from(await this.send(statement));
  }

  override async findOneBy<Entity extends ObjectLiteral>(
    target: EntityTarget<Entity>,
    where: FindOptionsWhere<Entity> | FindOptionsWhere<Entity>[],
  ): Promise<Entity | null> {
    const found = await this.select(target, { where, take: 1 });
    return found ? (found[0] ?? null) : super.findOneBy(target, where);
  }

  override async findOne<Entity extends ObjectLiteral>(
    target: EntityTarget<Entity>,
    options: FindOneOptions<Entity>,
  ): Promise<Entity | null> {
    const found = await this.select(target, { ...options, take: 1 });
    return found ? (found[0] ?? null) : super.findOne(target, options);
  }

  override async findBy<Entity extends ObjectLiteral>(
    target: EntityTarget<Entity>,
    where: FindOptionsWhere<Entity> | FindOptionsWhere<Entity>[],
  ): Promise<Entity[]> {
    return (await this.select(target, { where })) ?? super.findBy(target, where);
  }

  override async find<Entity extends ObjectLiteral>(
    target: EntityTarget<Entity>,
    options: FindManyOptions<Entity> = {},
  ): Promise<Entity[]> {
    return (await this.select(target, options)) ?? super.find(target, options);
  }

  private async select<Entity extends ObjectLiteral>(
    target: EntityTarget<Entity>,
    selection: Selection,
  ): Promise<Entity[] | undefined> {
    const table = this.tableOf(target);
    const statement = table?.find(selection);
    if (!table || !statement) return undefined;
    const { records } = await this.send(statement);
    return (records as ObjectLiteral[]).map((row) => table.entity(row) as Entity);
  }

  private tableOf(target: EntityTarget<ObjectLiteral>): PlainTable | undefined {
    return PlainTable.of(this.dataSource.getMetadata(target));
  }

  private async send({ sql, parameters }: Statement): Promise<QueryResult> {
    if (this.queryRunner) return this.queryRunner.query(sql, parameters, true);
    const runner = this.dataSource.createQueryRunner();
    try {
      return await runner.query(sql, parameters, true);
    } finally {
      await runner.release();
    }
  }
}
