import {
  type Driver,
  EntityManager,
  type EntityTarget,
  type FindManyOptions,
  type FindOneOptions,
  type FindOptionsWhere,
  InsertResult,
  type ObjectLiteral,
  type QueryResult,
  type QueryRunner,
  UpdateResult,
} from 'typeorm';
import { type PlainPage, PlainTable, type Selection, type Statement } from './plain-table.js';
import type { Protocol } from './protocol.js';

/** A short way for a SELECT; a driver reads outside of transactions. */
export interface RowReader {
  read<Row extends object>(sql: string, parameters: unknown[], protocol?: Protocol): Promise<Row[]>;
}

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

  /** One page of a table that holds plain columns; keyset.ts makes lists of it. */
  async page<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, page: PlainPage): Promise<Entity[]> {
    const table = this.tableOf(target);
    const statement = table?.page(page);
    if (!table || !statement) throw new Error('This list needs a query builder');
    const rows = await this.rows(statement.sql, statement.parameters, statement.protocol);
    return rows.map((row) => table.entity(row) as Entity);
  }

  /** The entities of a SELECT of whole rows of their table that is written by hand, with `?` for its parameters. */
  async entities<Entity extends ObjectLiteral>(
    target: EntityTarget<Entity>,
    sql: string,
    parameters: unknown[],
    protocol?: Protocol,
  ): Promise<Entity[]> {
    return (await this.rows(sql, parameters, protocol)).map((row) => this.entity(target, row));
  }

  /** The entity in a row that a SELECT by hand has brought, perhaps with further columns. */
  entity<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, row: ObjectLiteral): Entity {
    const table = this.tableOf(target);
    if (!table) throw new Error('These entities need a query builder');
    return table.entity(row) as Entity;
  }

  /** The rows of a SELECT that is written by hand, with `?` for its parameters, as the driver reads them. */
  async rows<Row extends object = ObjectLiteral>(
    sql: string,
    parameters: unknown[],
    protocol?: Protocol,
  ): Promise<Row[]> {
    const { queryRunner } = this;
    if (!queryRunner)
      return (this.dataSource.driver as Driver & RowReader).read<Row>(sql, parameters, protocol);
    return 'read' in queryRunner
      ? (queryRunner as QueryRunner & RowReader).read<Row>(sql, parameters, protocol)
      : (queryRunner.query(sql, parameters) as Promise<Row[]>);
  }

  /** Carries out an UPDATE or DELETE that is written by hand, with `?` for its parameters. @returns how many rows it met */
  async write(sql: string, parameters: unknown[]): Promise<number> {
    return (await this.send({ sql, parameters })).affected ?? 0;
  }

  private async select<Entity extends ObjectLiteral>(
    target: EntityTarget<Entity>,
    selection: Selection,
  ): Promise<Entity[] | undefined> {
    const table = this.tableOf(target);
    const statement = table?.find(selection);
    if (!table || !statement) return undefined;
    const records = selection.lock
      ? ((await this.send(statement)).records as ObjectLiteral[])
      : await this.rows(statement.sql, statement.parameters, statement.protocol);
    return records.map((row) => table.entity(row) as Entity);
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

/** As many placeholders as there are values, for a list in a SELECT that is written by hand. */
export function placesFor(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}
