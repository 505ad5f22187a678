import { Entity, PrimaryColumn } from 'typeorm';
import { TimestampColumn } from '../../platform/database/columns.js';

/** An order that holds stock and waits for its buyer to pay, under one of the names that the buyer goes by. */
@Entity('inventory_waiting')
export class Waiting {
  /** A buyer, or a group of buyers. */
  @PrimaryColumn({ type: 'char', length: 64 })
  holder: string;

  /** An order; or the word `lock` in the row that is locked while a holder's orders are counted. */
  @PrimaryColumn({ type: 'char', length: 36 })
  orderId: string;

  /** From then on the order counts for as long as it still holds its stock, if it does. */
  @TimestampColumn()
  expiresAt: Date;
}
