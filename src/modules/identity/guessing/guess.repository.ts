import { Injectable } from '@nestjs/common';
import { LessThan, LessThanOrEqual, MoreThan } from 'typeorm';
import { deleteBatch } from '../../../platform/database/delete-batch.js';
import { isDuplicate } from '../../../platform/database/errors.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { Guess } from './guess.entity.js';

/** The only code that queries guesses. Each method is one guarded statement: parallel requests cannot pass together. */
@Injectable()
export class GuessRepository {
  constructor(private readonly transactions: Transactions) {}

  /** Counts a try within an open window. @returns whether there was one left */
  async count(id: string, limit: number, now: Date, windowEnds: Date): Promise<boolean> {
    const { affected } = await this.transactions.manager.update(
      Guess,
      { id, windowEnds: MoreThan(now), tries: LessThan(limit) },
      { tries: () => 'tries + 1', windowEnds },
    );
    return affected === 1;
  }

  /** Counts the first try after a window has ended. @returns whether one had ended */
  async restart(id: string, now: Date, windowEnds: Date): Promise<boolean> {
    const { affected } = await this.transactions.manager.update(
      Guess,
      { id, windowEnds: LessThanOrEqual(now) },
      { tries: 1, windowEnds },
    );
    return affected === 1;
  }

  /** Counts the first try ever. @returns false when there was one before */
  async begin(id: string, windowEnds: Date): Promise<boolean> {
    try {
      await this.transactions.manager.insert(Guess, { id, tries: 1, windowEnds });
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  async giveBack(id: string): Promise<void> {
    await this.transactions.manager.update(Guess, { id, tries: MoreThan(0) }, { tries: () => 'tries - 1' });
  }

  async find(id: string): Promise<Guess | null> {
    return this.transactions.manager.findOneBy(Guess, { id });
  }

  async forget(ids: readonly string[]): Promise<void> {
    await this.transactions.manager.delete(Guess, [...ids]);
  }

  /** Deletes a batch of windows that ended before a time. @returns whether there may be more */
  async deleteOld(before: Date): Promise<boolean> {
    return deleteBatch(this.transactions.manager, Guess, 'id', { windowEnds: LessThan(before) });
  }
}
