import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Orders that hold stock and wait for a buyer to pay, once for each name that buyer goes by. */
export class InventoryWaiting20261128100100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'inventory_waiting',
        columns: [
          { name: 'holder', type: 'char', length: '64', isPrimary: true },
          { name: 'order_id', type: 'char', length: '36', isPrimary: true },
          { name: 'expires_at', type: 'datetime', precision: 6 },
        ],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('inventory_waiting', true);
  }
}
