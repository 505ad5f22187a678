import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/** Slugs of today and of the past; the primary key gives each to one product. */
export class CatalogProductSlugs20261121110300 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const binary = dialectOf(queryRunner.dataSource) === 'mysql' ? { collation: 'utf8mb4_bin' } : {};
    await queryRunner.createTable(
      new Table({
        name: 'catalog_product_slugs',
        columns: [
          { name: 'slug', type: 'varchar', length: '120', isPrimary: true, ...binary },
          { name: 'product_id', type: 'char', length: '36' },
          { name: 'created_at', type: 'datetime', precision: 6 },
        ],
        foreignKeys: [
          {
            name: 'catalog_product_slugs_product',
            columnNames: ['product_id'],
            referencedTableName: 'catalog_products',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
        indices: [{ name: 'catalog_product_slugs_by_product', columnNames: ['product_id'] }],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('catalog_product_slugs', true);
  }
}
