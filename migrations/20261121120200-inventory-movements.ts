import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/** The ledger of stock; the unique key lets one reference move a SKU once in each way. */
export class InventoryMovements20261121120200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const binary =
      dialectOf(queryRunner.dataSource) === 'mysql' ? 'CHARACTER SET ascii COLLATE ascii_bin' : '';
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS inventory_movements (
        id char(36) NOT NULL PRIMARY KEY,
        sku varchar(64) ${binary} NOT NULL,
        kind varchar(12) NOT NULL,
        delta_on_hand int NOT NULL,
        delta_held int NOT NULL,
        reference varchar(160) NULL,
        reason varchar(200) NULL,
        actor char(36) NULL,
        created_at datetime(6) NOT NULL,
        CONSTRAINT inventory_movements_once UNIQUE (sku, kind, reference),
        CONSTRAINT inventory_movements_stock FOREIGN KEY (sku) REFERENCES inventory_stock (sku)
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('inventory_movements', true);
  }
}
