import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'orders_carts_by_age', columnNames: ['updated_at'] });

/** Finds carts that nobody has changed for long. */
export class OrdersCartsByAge20261128110000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('orders_carts', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('orders_carts', index);
  }
}
