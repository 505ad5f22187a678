import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'inventory_waiting_expires_at', columnNames: ['expires_at'] });

/** Finds the rows that may be forgotten. */
export class InventoryWaitingExpiry20261128100101 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('inventory_waiting', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('inventory_waiting', index);
  }
}
