import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/** What posts said before. */
export class BlogPostRevisions20261121100200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const longText = dialectOf(queryRunner.dataSource) === 'mysql' ? 'mediumtext' : 'text';
    await queryRunner.createTable(
      new Table({
        name: 'blog_post_revisions',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'post_id', type: 'char', length: '36' },
          { name: 'number', type: 'int' },
          { name: 'slug', type: 'varchar', length: '120' },
          { name: 'title', type: 'varchar', length: '200' },
          { name: 'content', type: longText },
          { name: 'excerpt', type: 'text' },
          { name: 'excerpt_given', type: 'boolean' },
          { name: 'tags', type: 'json' },
          { name: 'editor_id', type: 'char', length: '36' },
          { name: 'created_at', type: 'datetime', precision: 6 },
        ],
        foreignKeys: [
          {
            name: 'blog_post_revisions_post',
            columnNames: ['post_id'],
            referencedTableName: 'blog_posts',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
        indices: [{ name: 'blog_post_revisions_number', columnNames: ['post_id', 'number'], isUnique: true }],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('blog_post_revisions', true);
  }
}
