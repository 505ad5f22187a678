import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { isDuplicate } from '../../platform/database/errors.js';
import { Transactions } from '../../platform/database/transactions.js';
import { Hold } from './hold.entity.js';

/** The only code that queries holds. */
@Injectable()
export class HoldsRepository {
  constructor(private readonly transactions: Transactions) {}

  /** All that an order holds, was sold or held once, in the order of the SKUs. */
  async of(orderId: string): Promise<Hold[]> {
    return this.transactions.manager.find(Hold, { where: { orderId }, order: { sku: 'ASC' } });
  }

  /** The same of many orders, in no order. */
  async ofOrders(orderIds: readonly string[]): Promise<Hold[]> {
    return orderIds.length === 0
      ? []
      : this.transactions.manager.findBy(Hold, { orderId: In([...orderIds]) });
  }

  /** Brings the end of a hold forward. */
  async endAt(orderId: string, expiresAt: Date): Promise<void> {
    await this.transactions.manager.update(Hold, { orderId, state: 'held' }, { expiresAt });
  }

  /** @returns whether they were added: false when the order has some of them already */
  async add(holds: readonly Hold[]): Promise<boolean> {
    try {
      await this.transactions.manager.insert(Hold, [...holds]);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  /** Ends what an order holds in one of two ways; only one of them ever succeeds. @returns whether it held anything */
  async end(orderId: string, state: 'committed' | 'released'): Promise<boolean> {
    const { affected } = await this.transactions.manager.update(Hold, { orderId, state: 'held' }, { state });
    return (affected ?? 0) > 0;
  }

  /** Counts what comes back of what an order was sold. @returns whether it was sold that many and still has them */
  async takeBack(orderId: string, sku: string, quantity: number): Promise<boolean> {
    const { affected } = await this.transactions.manager
      .createQueryBuilder()
      .update(Hold)
      .set({ restocked: () => 'restocked + :quantity' })
      .where(`order_id = :orderId AND sku = :sku AND state = 'committed'`, { orderId, sku })
      .andWhere('restocked + :quantity <= quantity')
      .setParameter('quantity', quantity)
      .execute();
    return affected === 1;
  }
}
