import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/** Products, with an index for each order of their list. */
export class CatalogProducts20261121110200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const binary = dialectOf(queryRunner.dataSource) === 'mysql' ? { collation: 'utf8mb4_bin' } : {};
    await queryRunner.createTable(
      new Table({
        name: 'catalog_products',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'slug', type: 'varchar', length: '120', ...binary },
          { name: 'title', type: 'varchar', length: '200' },
          { name: 'title_key', type: 'varchar', length: '120', ...binary },
          { name: 'description', type: 'text' },
          { name: 'status', type: 'varchar', length: '16' },
          { name: 'attributes', type: 'json' },
          { name: 'images', type: 'json' },
          { name: 'currency', type: 'char', length: '3' },
          { name: 'min_price', type: 'bigint' },
          { name: 'in_stock', type: 'boolean' },
          { name: 'version', type: 'int' },
          { name: 'created_at', type: 'datetime', precision: 6 },
          { name: 'updated_at', type: 'datetime', precision: 6 },
        ],
        indices: [
          { name: 'catalog_products_slug', columnNames: ['slug'], isUnique: true },
          { name: 'catalog_products_by_created', columnNames: ['status', 'created_at', 'id'] },
          { name: 'catalog_products_by_updated', columnNames: ['status', 'updated_at', 'id'] },
          { name: 'catalog_products_by_price', columnNames: ['status', 'min_price', 'id'] },
          { name: 'catalog_products_by_title', columnNames: ['status', 'title_key', 'id'] },
        ],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('catalog_products', true);
  }
}
