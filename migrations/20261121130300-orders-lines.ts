import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/** What was sold, as it was called and priced then. */
export class OrdersLines20261121130300 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const mysql = dialectOf(queryRunner.dataSource) === 'mysql';
    const natural = mysql ? { unsigned: true } : {};
    await queryRunner.createTable(
      new Table({
        name: 'orders_lines',
        columns: [
          { name: 'order_id', type: 'char', length: '36', isPrimary: true },
          {
            name: 'sku',
            type: 'varchar',
            length: '64',
            isPrimary: true,
            ...(mysql ? { collation: 'utf8mb4_bin' } : {}),
          },
          { name: 'title', type: 'varchar', length: '500' },
          { name: 'product_id', type: 'char', length: '36' },
          { name: 'variant_id', type: 'char', length: '36' },
          { name: 'quantity', type: 'int', ...natural },
          { name: 'unit_amount', type: 'bigint' },
          { name: 'total', type: 'bigint' },
          { name: 'fulfilled', type: 'int', default: 0, ...natural },
        ],
        // TypeORM writes checks for SQLite alone; on MySQL the columns are unsigned.
        checks: [{ name: 'orders_lines_fulfilled', expression: 'fulfilled BETWEEN 0 AND quantity' }],
        foreignKeys: [
          {
            name: 'orders_lines_order',
            columnNames: ['order_id'],
            referencedTableName: 'orders_orders',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('orders_lines', true);
  }
}
