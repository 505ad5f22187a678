import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/** How much there is of each SKU. Written as SQL because TypeORM makes no checks on MySQL. */
export class InventoryStock20261121120000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const binary =
      dialectOf(queryRunner.dataSource) === 'mysql' ? 'CHARACTER SET ascii COLLATE ascii_bin' : '';
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS inventory_stock (
        sku varchar(64) ${binary} NOT NULL PRIMARY KEY,
        on_hand int NOT NULL,
        held int NOT NULL,
        version int NOT NULL,
        CONSTRAINT inventory_stock_on_hand CHECK (on_hand >= 0),
        CONSTRAINT inventory_stock_held CHECK (held >= 0),
        CONSTRAINT inventory_stock_available CHECK (held <= on_hand)
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('inventory_stock', true);
  }
}
