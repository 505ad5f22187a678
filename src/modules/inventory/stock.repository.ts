import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Transactions } from '../../platform/database/transactions.js';
import { Stock } from './stock.entity.js';
import { countedOf, type UnpaidBounds } from './waiting.js';
import { type StockChange, stockLimit } from './stock.js';
import { fewUnpaid } from './waiting.repository.js';

/** Written by hand: an order of many lines sends it for each of them. */
const changeLevel = `UPDATE inventory_stock SET on_hand = on_hand + ?, held = held + ?, version = version + 1
  WHERE sku = ? AND held + ? >= 0 AND held + ? <= on_hand + ? AND on_hand + ? <= ?`;

/** The only code that queries stock levels. */
@Injectable()
export class StockRepository {
  constructor(private readonly transactions: Transactions) {}

  async find(sku: string): Promise<Stock | null> {
    return this.transactions.manager.findOneBy(Stock, { sku });
  }

  /** Those of some SKUs that are known, in the order of their SKUs. */
  async levels(skus: readonly string[]): Promise<Stock[]> {
    if (skus.length === 0) return [];
    return this.transactions.manager.find(Stock, { where: { sku: In([...skus]) }, order: { sku: 'ASC' } });
  }

  /** Makes a SKU known, with nothing on hand; one that is known stays as it is. */
  async ensure(sku: string): Promise<void> {
    if (await this.transactions.manager.existsBy(Stock, { sku })) return;
    await this.transactions.manager
      .createQueryBuilder()
      .insert()
      .into(Stock)
      .values({ sku, onHand: 0, held: 0, version: 1 })
      .orIgnore()
      .execute();
  }

  /**
   * Changes a level if it can bear it, in one statement: nothing below zero, nothing held that is not on hand.
   * @param unpaid nothing either while one of these buyers has as many unpaid orders as they may
   * @returns whether it could
   */
  async change(
    { sku, onHand, held }: StockChange,
    unpaid?: { readonly bounds: UnpaidBounds; readonly now: Date },
  ): Promise<boolean> {
    const { manager } = this.transactions;
    if (!unpaid || countedOf(unpaid.bounds).length === 0) {
      const values = [onHand, held, sku, held, held, onHand, onHand, stockLimit];
      return (await manager.write(changeLevel, values)) === 1;
    }
    const { affected } = await manager
      .createQueryBuilder()
      .update(Stock)
      .set({
        onHand: () => 'on_hand + :onHand',
        held: () => 'held + :held',
        version: () => 'version + 1',
      })
      .where('sku = :sku AND held + :held >= 0 AND held + :held <= on_hand + :onHand')
      .andWhere('on_hand + :onHand <= :stockLimit')
      .setParameters({ sku, onHand, held, stockLimit })
      .andWhere(...fewUnpaid(unpaid.bounds, unpaid.now))
      .execute();
    return affected === 1;
  }
}
