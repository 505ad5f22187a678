import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

/**
 * Adds up what is held of each SKU. It must not begin with the SKU: InnoDB would keep the foreign key by it, and lock the
 * stock of the SKU for reading whenever a hold changes its state, so that two of them wait for each other to change it.
 */
export class InventoryHoldsByState20261121120101 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const index = { name: 'inventory_holds_by_state', columnNames: ['state', 'sku', 'quantity'] };
    await queryRunner.createIndex('inventory_holds', new TableIndex(index));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('inventory_holds', 'inventory_holds_by_state');
  }
}
