import { Injectable } from '@nestjs/common';
import { isDuplicate } from '../../platform/database/errors.js';
import { keysetPage, type PageRequest, type Slice, type Sorts } from '../../platform/database/keyset.js';
import { Transactions } from '../../platform/database/transactions.js';
import { Movement } from './movement.entity.js';
import type { MovementKind } from './stock.js';

const sorts: Sorts<Movement> = {
  createdAt: { column: 'movement.createdAt', type: 'timestamp', value: (movement) => movement.createdAt },
};

/** A SKU whose books do not agree. */
export interface Discrepancy {
  readonly sku: string;
  /** What the level says. */
  readonly onHand: number;
  readonly held: number;
  /** What the movements add up to. */
  readonly ledgerOnHand: number;
  readonly ledgerHeld: number;
  /** What the holds of orders add up to. */
  readonly heldByOrders: number;
}

/** The only code that queries the ledger; it adds and reads, and has no way to change or remove. */
@Injectable()
export class MovementsRepository {
  constructor(private readonly transactions: Transactions) {}

  /** @returns whether they were added: false when their reference moved one of the SKUs in this way before */
  async add(movements: readonly Movement[]): Promise<boolean> {
    try {
      await this.transactions.manager.insert(Movement, [...movements]);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  async exists(sku: string, kind: MovementKind, reference: string): Promise<boolean> {
    return this.transactions.manager.existsBy(Movement, { sku, kind, reference });
  }

  /** One statement, and one more when the total is asked for. */
  async page(sku: string, request: PageRequest): Promise<Slice<Movement>> {
    const query = this.transactions.manager
      .getRepository(Movement)
      .createQueryBuilder('movement')
      .where('movement.sku = :sku', { sku });
    return keysetPage(query, request, sorts);
  }

  /** SKUs whose level is not the sum of their movements, or whose held units are not what orders hold; one statement. */
  async discrepancies(): Promise<Discrepancy[]> {
    const rows = await this.transactions.manager.query<Record<keyof Discrepancy, string | number>[]>(`
      SELECT stock.sku AS sku, stock.on_hand AS onHand, stock.held AS held,
        COALESCE(ledger.on_hand, 0) AS ledgerOnHand, COALESCE(ledger.held, 0) AS ledgerHeld,
        COALESCE(orders.held, 0) AS heldByOrders
      FROM inventory_stock stock
      LEFT JOIN (
        SELECT sku, SUM(delta_on_hand) AS on_hand, SUM(delta_held) AS held FROM inventory_movements GROUP BY sku
      ) ledger ON ledger.sku = stock.sku
      LEFT JOIN (
        SELECT sku, SUM(quantity) AS held FROM inventory_holds WHERE state = 'held' GROUP BY sku
      ) orders ON orders.sku = stock.sku
      WHERE stock.on_hand <> COALESCE(ledger.on_hand, 0) OR stock.held <> COALESCE(ledger.held, 0)
        OR stock.held <> COALESCE(orders.held, 0)
      ORDER BY stock.sku`);
    return rows.map(({ sku, onHand, held, ledgerOnHand, ledgerHeld, heldByOrders }) => ({
      sku: String(sku),
      onHand: Number(onHand),
      held: Number(held),
      ledgerOnHand: Number(ledgerOnHand),
      ledgerHeld: Number(ledgerHeld),
      heldByOrders: Number(heldByOrders),
    }));
  }
}
