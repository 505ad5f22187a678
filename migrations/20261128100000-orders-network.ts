import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where an unpaid order came from, as a digest: what waits to be paid is bounded by it. */
export class OrdersNetwork20261128100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (!(await queryRunner.hasColumn('orders_orders', 'network')))
      await queryRunner.query('ALTER TABLE orders_orders ADD COLUMN network char(64) NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE orders_orders DROP COLUMN network');
  }
}
