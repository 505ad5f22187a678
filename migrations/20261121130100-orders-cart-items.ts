import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/** What is in carts, with the price that the buyer saw last. */
export class OrdersCartItems20261121130100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const exact = dialectOf(queryRunner.dataSource) === 'mysql' ? { collation: 'utf8mb4_bin' } : {};
    await queryRunner.createTable(
      new Table({
        name: 'orders_cart_items',
        columns: [
          { name: 'cart_id', type: 'char', length: '36', isPrimary: true },
          { name: 'sku', type: 'varchar', length: '64', isPrimary: true, ...exact },
          { name: 'title', type: 'varchar', length: '500' },
          { name: 'quantity', type: 'int' },
          { name: 'unit_amount', type: 'bigint' },
          { name: 'currency', type: 'char', length: '3' },
          { name: 'added_at', type: 'datetime', precision: 6 },
        ],
        // TypeORM writes checks for SQLite alone.
        checks: [{ name: 'orders_cart_items_quantity', expression: 'quantity BETWEEN 1 AND 99' }],
        foreignKeys: [
          {
            name: 'orders_cart_items_cart',
            columnNames: ['cart_id'],
            referencedTableName: 'orders_carts',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('orders_cart_items', true);
  }
}
