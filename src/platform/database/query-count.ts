import { ClsServiceManager } from 'nestjs-cls';
import type { Logger } from 'typeorm';

interface Counter {
  queries: number;
  statements?: string[];
  readonly outer?: Counter;
}

const counterKey = Symbol('query counter');

/**
 * Runs some work and counts the SQL statements that it and everything it awaits send, transaction control included.
 * Counts nest.
 */
export async function countQueries<T>(
  work: () => Promise<T>,
): Promise<{ result: T; queries: number; statements: string[] }> {
  const statements: string[] = [];
  const counter: Counter = { queries: 0, statements, outer: currentCounter() };
  const cls = ClsServiceManager.getClsService();
  const result = await cls.run({ ifNested: 'inherit' }, () => {
    cls.set(counterKey, counter);
    return work();
  });
  return { result, queries: counter.queries, statements };
}

/** Starts a count in the current async context (a request's). @returns what tells how many it is so far */
export function beginQueryCount(): () => number {
  const counter: Counter = { queries: 0 };
  ClsServiceManager.getClsService().set(counterKey, counter);
  return () => counter.queries;
}

function currentCounter(): Counter | undefined {
  return ClsServiceManager.getClsService().get<Counter | undefined>(counterKey);
}

/** TypeORM's logger of our data sources: it counts statements and reports failed ones; it prints nothing. */
export class StatementCounter implements Logger {
  constructor(private readonly onFailure: (error: unknown) => void = () => undefined) {}

  logQuery(statement: string): void {
    for (let counter = currentCounter(); counter; counter = counter.outer) {
      counter.queries += 1;
      counter.statements?.push(statement);
    }
  }

  logQueryError(error: string | Error): void {
    this.onFailure(error);
  }

  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}
