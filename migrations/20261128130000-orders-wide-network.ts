import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The wide network that an unpaid order came from, as a digest: a subscriber of IPv6 can send from many narrow ones. */
export class OrdersWideNetwork20261128130000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (!(await queryRunner.hasColumn('orders_orders', 'wide_network')))
      await queryRunner.query('ALTER TABLE orders_orders ADD COLUMN wide_network char(64) NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE orders_orders DROP COLUMN wide_network');
  }
}
