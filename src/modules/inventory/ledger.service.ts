import { Injectable } from '@nestjs/common';
import { type Discrepancy, MovementsRepository } from './movements.repository.js';

/** Checks that stock, its ledger and the holds of orders say the same. */
@Injectable()
export class Ledger {
  constructor(private readonly movements: MovementsRepository) {}

  /** Every SKU for which they do not; none, unless somebody changed the tables by hand. Safe at any time. */
  async check(): Promise<Discrepancy[]> {
    return this.movements.discrepancies();
  }
}
