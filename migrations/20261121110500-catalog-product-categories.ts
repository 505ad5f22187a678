import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** The categories of products. */
export class CatalogProductCategories20261121110500 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'catalog_product_categories',
        columns: [
          { name: 'product_id', type: 'char', length: '36', isPrimary: true },
          { name: 'category_id', type: 'char', length: '36', isPrimary: true },
          { name: 'position', type: 'int' },
        ],
        foreignKeys: [
          {
            name: 'catalog_product_categories_product',
            columnNames: ['product_id'],
            referencedTableName: 'catalog_products',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
          {
            name: 'catalog_product_categories_category',
            columnNames: ['category_id'],
            referencedTableName: 'catalog_categories',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
        indices: [
          { name: 'catalog_product_categories_by_category', columnNames: ['category_id', 'product_id'] },
        ],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('catalog_product_categories', true);
  }
}
