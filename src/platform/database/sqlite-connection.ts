import type Sqlite from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import { QueryResult } from 'typeorm';
import { defineFunctions } from './sqlite-functions.js';

const cachedStatements = 500;

/** One connection and its prepared statements. */
export class SqliteConnection {
  readonly statements = new LRUCache<string, Sqlite.Statement>({ max: cachedStatements });

  constructor(readonly raw: Sqlite.Database) {
    defineFunctions(raw);
  }

  prepare(sql: string): Sqlite.Statement {
    const known = this.statements.get(sql);
    if (known) return known;
    const statement = this.raw.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }

  execute(sql: string, parameters: unknown[]): QueryResult {
    const statement = this.prepare(sql);
    const result = new QueryResult();
    if (statement.reader) {
      result.records = statement.all(...parameters);
      result.raw = result.records;
    } else {
      const { changes, lastInsertRowid } = statement.run(...parameters);
      result.affected = changes;
      result.raw = lastInsertRowid;
    }
    if (this.raw.readonly && this.raw.inTransaction) {
      this.raw.exec('ROLLBACK');
      throw new Error('Begin transactions with startTransaction()');
    }
    return result;
  }

  close(): void {
    this.raw.close();
  }
}
