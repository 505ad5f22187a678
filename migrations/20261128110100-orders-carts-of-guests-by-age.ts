import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({
  name: 'orders_carts_of_guests_by_age',
  columnNames: ['user_id', 'updated_at'],
});

/** Finds the carts of guests among them, which go sooner. */
export class OrdersCartsOfGuestsByAge20261128110100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('orders_carts', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('orders_carts', index);
  }
}
