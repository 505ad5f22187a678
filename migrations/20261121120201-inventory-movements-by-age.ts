import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

/** Lists the movements of a SKU, the newest first. */
export class InventoryMovementsByAge20261121120201 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const index = { name: 'inventory_movements_by_age', columnNames: ['sku', 'created_at', 'id'] };
    await queryRunner.createIndex('inventory_movements', new TableIndex(index));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('inventory_movements', 'inventory_movements_by_age');
  }
}
