import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'orders_orders_cart', columnNames: ['cart_id'], isUnique: true });

/** One cart is bought by one order at a time. */
export class OrdersOneOrderPerCart20261127110100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('orders_orders', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('orders_orders', index);
  }
}
