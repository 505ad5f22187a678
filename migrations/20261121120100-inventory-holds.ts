import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/**
 * What orders hold and were sold. The primary key gives an order one row per SKU, and the positions of its rows give it
 * one hold: there is no second row with the position 0.
 */
export class InventoryHolds20261121120100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const binary =
      dialectOf(queryRunner.dataSource) === 'mysql' ? 'CHARACTER SET ascii COLLATE ascii_bin' : '';
    await queryRunner.query(`
      CREATE TABLE IF NOT EXISTS inventory_holds (
        order_id char(36) NOT NULL,
        sku varchar(64) ${binary} NOT NULL,
        position int NOT NULL,
        quantity int NOT NULL,
        restocked int NOT NULL,
        state varchar(10) NOT NULL,
        expires_at datetime(6) NOT NULL,
        created_at datetime(6) NOT NULL,
        PRIMARY KEY (order_id, sku),
        CONSTRAINT inventory_holds_once UNIQUE (order_id, position),
        CONSTRAINT inventory_holds_quantity CHECK (quantity > 0),
        CONSTRAINT inventory_holds_restocked CHECK (restocked >= 0 AND restocked <= quantity),
        CONSTRAINT inventory_holds_stock FOREIGN KEY (sku) REFERENCES inventory_stock (sku)
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('inventory_holds', true);
  }
}
