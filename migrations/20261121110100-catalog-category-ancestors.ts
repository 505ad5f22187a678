import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** What lies below each category, at any depth, and the category itself: a subtree is found without recursion. */
export class CatalogCategoryAncestors20261121110100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const reference = (name: string, column: string) => ({
      name,
      columnNames: [column],
      referencedTableName: 'catalog_categories',
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    });
    await queryRunner.createTable(
      new Table({
        name: 'catalog_category_ancestors',
        columns: [
          { name: 'ancestor_id', type: 'char', length: '36', isPrimary: true },
          { name: 'category_id', type: 'char', length: '36', isPrimary: true },
        ],
        foreignKeys: [
          reference('catalog_category_ancestors_ancestor', 'ancestor_id'),
          reference('catalog_category_ancestors_category', 'category_id'),
        ],
        indices: [
          { name: 'catalog_category_ancestors_by_category', columnNames: ['category_id', 'ancestor_id'] },
        ],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('catalog_category_ancestors', true);
  }
}
