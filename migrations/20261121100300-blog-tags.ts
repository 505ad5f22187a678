import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/** Tags. */
export class BlogTags20261121100300 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const binary = dialectOf(queryRunner.dataSource) === 'mysql' ? { collation: 'utf8mb4_bin' } : {};
    await queryRunner.createTable(
      new Table({
        name: 'blog_tags',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'slug', type: 'varchar', length: '60', ...binary },
          { name: 'name', type: 'varchar', length: '40' },
          { name: 'created_at', type: 'datetime', precision: 6 },
        ],
        indices: [{ name: 'blog_tags_slug', columnNames: ['slug'], isUnique: true }],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('blog_tags', true);
  }
}
