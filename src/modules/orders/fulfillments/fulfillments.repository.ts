import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Transactions } from '../../../platform/database/transactions.js';
import { Fulfillment } from './fulfillment.entity.js';

/** The only code that queries fulfillments. */
@Injectable()
export class FulfillmentsRepository {
  constructor(private readonly transactions: Transactions) {}

  async add(fulfillment: Fulfillment): Promise<void> {
    await this.transactions.manager.insert(Fulfillment, fulfillment);
  }

  /** What was handed over of some orders, the oldest first. One statement. */
  async ofOrders(orderIds: readonly string[]): Promise<Map<string, Fulfillment[]>> {
    if (orderIds.length === 0) return new Map();
    const fulfillments = await this.transactions.manager.find(Fulfillment, {
      where: { orderId: In([...orderIds]) },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
    return Map.groupBy(fulfillments, ({ orderId }) => orderId);
  }
}
