import { Injectable } from '@nestjs/common';
import { Transactions } from '../database/transactions.js';
import { KeyRing } from './key-ring.js';
import { placeOf, sealedColumnsOf, type SealedColumnOfTable } from './sealed-column.js';

const batch = 500;

/**
 * Seals anew what older encryption keys sealed, so that they can be taken out of `ENCRYPTION_KEYS`. May run beside the
 * application, and again after a crash.
 */
@Injectable()
export class Resealing {
  constructor(
    private readonly keys: KeyRing,
    private readonly transactions: Transactions,
  ) {}

  /** @returns how many values were sealed anew */
  async run(): Promise<number> {
    let count = 0;
    for (const column of sealedColumnsOf(this.transactions.manager.dataSource))
      count += await this.renew(column);
    return count;
  }

  private async renew(where: SealedColumnOfTable): Promise<number> {
    const { table, column, key } = where;
    let count = 0;
    let last = '';
    for (;;) {
      const rows = await this.transactions.manager
        .createQueryBuilder()
        .select(key, 'id')
        .addSelect(column, 'sealed')
        .from(table, 'sealed_rows')
        .where(`${key} > :last AND ${column} IS NOT NULL`, { last })
        .orderBy(key)
        .limit(batch)
        .getRawMany<{ id: string; sealed: string }>();
      for (const { id, sealed } of rows) if (await this.renewOne(where, id, sealed)) count += 1;
      const end = rows.at(-1);
      if (!end || rows.length < batch) return count;
      last = end.id;
    }
  }

  private async renewOne(where: SealedColumnOfTable, id: string, sealed: string): Promise<boolean> {
    if (this.keys.isCurrent(sealed)) return false;
    const { table, column, property, keyProperty } = where;
    const place = placeOf(table, column, id);
    // What an earlier version stored before the column was sealed is sealed now.
    const text = this.keys.isSealed(sealed) ? this.keys.open(sealed, place) : sealed;
    const renewed = this.keys.seal(text, place);
    // Only if it is still what was read: the application may have changed it meanwhile.
    const { affected } = await this.transactions.manager.update(
      table,
      { [keyProperty]: id, [property]: sealed },
      { [property]: renewed },
    );
    return affected === 1;
  }
}
