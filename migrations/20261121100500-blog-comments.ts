import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/** Comments: listed below their post, and across posts for moderators. */
export class BlogComments20261121100500 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const longText = dialectOf(queryRunner.dataSource) === 'mysql' ? 'mediumtext' : 'text';
    await queryRunner.createTable(
      new Table({
        name: 'blog_comments',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'post_id', type: 'char', length: '36' },
          { name: 'parent_id', type: 'char', length: '36', isNullable: true },
          { name: 'author_id', type: 'char', length: '36' },
          { name: 'content', type: 'text' },
          { name: 'content_html', type: longText },
          { name: 'status', type: 'varchar', length: '16' },
          { name: 'version', type: 'int' },
          { name: 'created_at', type: 'datetime', precision: 6 },
          { name: 'updated_at', type: 'datetime', precision: 6 },
        ],
        foreignKeys: [
          {
            name: 'blog_comments_post',
            columnNames: ['post_id'],
            referencedTableName: 'blog_posts',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
          {
            name: 'blog_comments_parent',
            columnNames: ['parent_id'],
            referencedTableName: 'blog_comments',
            referencedColumnNames: ['id'],
            onDelete: 'SET NULL',
          },
        ],
        indices: [
          { name: 'blog_comments_by_post', columnNames: ['post_id', 'status', 'created_at', 'id'] },
          { name: 'blog_comments_by_status', columnNames: ['status', 'created_at', 'id'] },
          { name: 'blog_comments_by_parent', columnNames: ['parent_id'] },
        ],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('blog_comments', true);
  }
}
