import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/** Categories of products, a tree. */
export class CatalogCategories20261121110000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const binary = dialectOf(queryRunner.dataSource) === 'mysql' ? { collation: 'utf8mb4_bin' } : {};
    await queryRunner.createTable(
      new Table({
        name: 'catalog_categories',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'slug', type: 'varchar', length: '120', ...binary },
          { name: 'name', type: 'varchar', length: '100' },
          { name: 'parent_id', type: 'char', length: '36', isNullable: true },
          { name: 'version', type: 'int' },
          { name: 'created_at', type: 'datetime', precision: 6 },
          { name: 'updated_at', type: 'datetime', precision: 6 },
        ],
        foreignKeys: [
          {
            name: 'catalog_categories_parent',
            columnNames: ['parent_id'],
            referencedTableName: 'catalog_categories',
            referencedColumnNames: ['id'],
          },
        ],
        indices: [
          { name: 'catalog_categories_slug', columnNames: ['slug'], isUnique: true },
          { name: 'catalog_categories_by_parent', columnNames: ['parent_id', 'slug', 'id'] },
        ],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('catalog_categories', true);
  }
}
