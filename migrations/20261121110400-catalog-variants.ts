import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/** What can be bought: the variants of products, each with its SKU and price. */
export class CatalogVariants20261121110400 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const binary =
      dialectOf(queryRunner.dataSource) === 'mysql' ? { charset: 'ascii', collation: 'ascii_bin' } : {};
    await queryRunner.createTable(
      new Table({
        name: 'catalog_variants',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'product_id', type: 'char', length: '36' },
          { name: 'position', type: 'int' },
          { name: 'sku', type: 'varchar', length: '64', ...binary },
          { name: 'title', type: 'varchar', length: '200' },
          { name: 'options', type: 'json' },
          { name: 'currency', type: 'char', length: '3' },
          { name: 'price', type: 'bigint' },
          { name: 'compare_at_price', type: 'bigint', isNullable: true },
          { name: 'in_stock', type: 'boolean' },
          { name: 'stock_version', type: 'int' },
        ],
        foreignKeys: [
          {
            name: 'catalog_variants_product',
            columnNames: ['product_id'],
            referencedTableName: 'catalog_products',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
        indices: [
          { name: 'catalog_variants_sku', columnNames: ['sku'], isUnique: true },
          { name: 'catalog_variants_by_product', columnNames: ['product_id', 'position'] },
        ],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('catalog_variants', true);
  }
}
