import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A cart belongs to the newest order that waits for its payment, and to none whose outcome is decided. */
export class OrdersCartsOfDecided20261127110000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `UPDATE orders_orders SET cart_id = NULL, cart_version = NULL
       WHERE cart_id IS NOT NULL AND status <> 'pending_payment'`,
    );
    await queryRunner.query(
      `UPDATE orders_orders SET cart_id = NULL, cart_version = NULL
       WHERE id IN (
         SELECT id FROM (
           SELECT older.id FROM orders_orders older
           JOIN orders_orders newer ON newer.cart_id = older.cart_id AND newer.id > older.id
         ) replaced
       )`,
    );
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Which cart a decided order was made of is not known any more'));
  }
}
