import { setTimeout } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import type { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { ClsService, ClsServiceManager } from 'nestjs-cls';
import type { DirectEntityManager } from './direct-entity-manager.js';
import { isTransient } from './errors.js';

/** One attempt of an outermost transaction. */
interface Attempt {
  readonly afterCommit: AfterCommit[];
  /** Why this attempt must not be committed, even if the work caught the error. */
  doomed?: { readonly reason: unknown };
}

type AfterCommit = () => void | Promise<void>;
type BeforeCommit = (result: unknown) => Promise<void>;

const attemptKey = Symbol('transaction attempt');
const beforeCommitKey = Symbol('before commit');
const attempts = 4;

/**
 * Transactions of the application's database. The open one travels in the async context, so that everything a use case
 * awaits is part of it: repositories use `manager` and never a manager of their own.
 */
@Injectable()
export class Transactions {
  private readonly logger = new Logger(Transactions.name);

  constructor(
    private readonly host: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly cls: ClsService,
  ) {}

  /** The manager of the open transaction, or outside of one the data source's own. Ask for it anew each time. */
  get manager(): DirectEntityManager {
    // Our data source makes no other.
    return this.host.tx as DirectEntityManager;
  }

  /** Whether the current async context is inside a transaction. */
  get isOpen(): boolean {
    return this.host.isTransactionActive();
  }

  /**
   * Runs work in a transaction (READ COMMITTED on MySQL, BEGIN IMMEDIATE on SQLite) and commits when it resolves.
   *
   * Inside an open transaction the work joins it; if joined work fails, the whole transaction fails, even when the
   * error is caught on the way. The outermost one is run again, at most three times, after a deadlock, a lock timeout,
   * a snapshot conflict or `ConcurrentUpdate`: work must have no effects outside the database before `afterCommit`.
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.isOpen) return this.join(work);
    for (let number = 1; ; number += 1) {
      try {
        return await this.attempt(work);
      } catch (error) {
        if (number === attempts || !isTransient(error)) throw error;
        await setTimeout(Math.random() * 10 * 4 ** number);
      }
    }
  }

  /**
   * Registers what to do once the open transaction is committed; forgotten when it is rolled back. `run` waits for it.
   * A failure is logged and changes nothing for the caller, whose work is committed. Outside a transaction it runs at once.
   */
  afterCommit(callback: AfterCommit): void {
    const attempt = currentAttempt();
    if (this.isOpen && attempt) attempt.afterCommit.push(callback);
    else void this.settle([callback]);
  }

  /**
   * Registers a step that the transactions opened later in this async context take last, inside the transaction, with
   * the result of their work; once per attempt. When it throws, the transaction is rolled back.
   */
  beforeCommit(callback: BeforeCommit): void {
    this.cls.set(beforeCommitKey, [...this.beforeCommitSteps(), callback]);
  }

  /** Runs work whose transactions take none of the steps that were registered so far: it is somebody else's use case. */
  async apart<T>(work: () => Promise<T>): Promise<T> {
    return this.cls.run({ ifNested: 'inherit' }, () => {
      this.cls.set(beforeCommitKey, []);
      return work();
    });
  }

  private async attempt<T>(work: () => Promise<T>): Promise<T> {
    const attempt: Attempt = { afterCommit: [] };
    const result = await this.host.withTransaction(async () => {
      this.cls.set(attemptKey, attempt);
      const value = await work();
      for (const step of this.beforeCommitSteps()) await step(value);
      if (attempt.doomed) throw attempt.doomed.reason;
      return value;
    });
    await this.settle(attempt.afterCommit);
    return result;
  }

  private async join<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      doom(error);
      throw error;
    }
  }

  private async settle(callbacks: readonly AfterCommit[]): Promise<void> {
    for (const callback of callbacks) {
      try {
        await callback();
      } catch (error) {
        this.logger.error(
          'A step after a committed transaction failed',
          error instanceof Error ? error.stack : error,
        );
      }
    }
  }

  private beforeCommitSteps(): readonly BeforeCommit[] {
    return this.cls.get<readonly BeforeCommit[] | undefined>(beforeCommitKey) ?? [];
  }
}

/**
 * Told of every failed statement. After a deadlock MySQL has already rolled the transaction back: work that catches the
 * error and goes on would write outside of any transaction, and would be told that all is well.
 */
export function noteFailure(error: unknown): void {
  if (isTransient(error)) doom(error);
}

function doom(reason: unknown): void {
  const attempt = currentAttempt();
  if (attempt) attempt.doomed ??= { reason };
}

function currentAttempt(): Attempt | undefined {
  return ClsServiceManager.getClsService().get<Attempt | undefined>(attemptKey);
}
