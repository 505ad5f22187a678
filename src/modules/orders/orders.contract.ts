import { defineContract } from '../../platform/contracts/contract.js';

/** What other modules may ask of orders. */
export abstract class Orders {
  /**
   * Who placed an order, and its status; `userId` is null for guests.
   * @example `{ orderId: '0193…' }` → `{ userId: '0193…', status: 'confirmed' }`, or `{ userId: null, status: 'unknown' }`
   */
  abstract ownerOf(command: { orderId: string }): Promise<{ userId: string | null; status: string }>;
}

export const ordersContract = defineContract('orders', Orders, { ownerOf: { idempotent: true } });
