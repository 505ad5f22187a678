import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import { deleteBatch } from '../../database/delete-batch.js';
import { Transactions } from '../../database/transactions.js';
import { IdempotencyRecord } from './idempotency.entity.js';

/** The only code that queries idempotency records. */
@Injectable()
export class IdempotencyRepository {
  constructor(private readonly transactions: Transactions) {}

  /** Adds a record unless there is one with its id. */
  async addIfAbsent(record: IdempotencyRecord): Promise<void> {
    await this.records.createQueryBuilder().insert().values(record).orIgnore().updateEntity(false).execute();
  }

  async find(id: string): Promise<IdempotencyRecord | null> {
    return this.records.findOneBy({ id });
  }

  /** Takes over a record whose holder has vanished: its lease has ended. Whether this attempt is the one that got it. */
  async takeOver(id: string, owner: string, now: Date, leaseUntil: Date): Promise<boolean> {
    const { affected } = await this.records.update(
      { id, leaseUntil: LessThan(now), status: IsNull() },
      { owner, leaseUntil },
    );
    return affected === 1;
  }

  /** Stores the answer, as long as the attempt still holds the key. */
  async complete(id: string, owner: string, status: number, body: string | null): Promise<boolean> {
    const { affected } = await this.records.update({ id, owner }, { status, body });
    return affected === 1;
  }

  /** Stores the answer unless there is one. */
  async settle(id: string, status: number, body: string | null): Promise<void> {
    await this.records.update({ id, status: IsNull() }, { status, body });
  }

  /** Lengthens or ends the lease of an unanswered key, as long as the attempt still holds it. */
  async setLease(id: string, owner: string, leaseUntil: Date): Promise<void> {
    await this.records.update({ id, owner, status: IsNull() }, { leaseUntil });
  }

  /** Gives an unanswered key back, so that the next attempt starts afresh. */
  async release(id: string, owner: string): Promise<void> {
    await this.records.delete({ id, owner, status: IsNull() });
  }

  /** Deletes a batch of what has expired. @returns whether there may be more */
  async deleteExpired(now: Date): Promise<boolean> {
    const { manager } = this.transactions;
    return deleteBatch(manager, IdempotencyRecord, 'id', { expiresAt: LessThan(now) });
  }

  private get records() {
    return this.transactions.manager.getRepository(IdempotencyRecord);
  }
}
