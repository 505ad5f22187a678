import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/** Posts, with an index for each order and filter of their list. */
export class BlogPosts20261121100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const mysql = dialectOf(queryRunner.dataSource) === 'mysql';
    const longText = mysql ? 'mediumtext' : 'text';
    await queryRunner.createTable(
      new Table({
        name: 'blog_posts',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'slug', type: 'varchar', length: '120', ...(mysql ? { collation: 'utf8mb4_bin' } : {}) },
          { name: 'title', type: 'varchar', length: '200' },
          { name: 'content', type: longText },
          { name: 'content_html', type: longText },
          { name: 'excerpt', type: 'text' },
          { name: 'excerpt_given', type: 'boolean' },
          { name: 'status', type: 'varchar', length: '16' },
          { name: 'author_id', type: 'char', length: '36' },
          { name: 'published_at', type: 'datetime', precision: 6, isNullable: true },
          { name: 'publish_at', type: 'datetime', precision: 6, isNullable: true },
          { name: 'listed_at', type: 'datetime', precision: 6 },
          { name: 'comment_count', type: 'int', default: 0, ...(mysql ? { unsigned: true } : {}) },
          { name: 'revision', type: 'int' },
          { name: 'version', type: 'int' },
          { name: 'created_at', type: 'datetime', precision: 6 },
          { name: 'updated_at', type: 'datetime', precision: 6 },
        ],
        // TypeORM writes checks for SQLite alone; on MySQL the column is unsigned.
        checks: [{ name: 'blog_posts_comment_count', expression: 'comment_count >= 0' }],
        indices: [
          { name: 'blog_posts_slug', columnNames: ['slug'], isUnique: true },
          { name: 'blog_posts_by_listed', columnNames: ['status', 'listed_at', 'id'] },
          { name: 'blog_posts_by_created', columnNames: ['status', 'created_at', 'id'] },
          { name: 'blog_posts_by_updated', columnNames: ['status', 'updated_at', 'id'] },
          { name: 'blog_posts_by_author', columnNames: ['author_id', 'status', 'listed_at', 'id'] },
        ],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('blog_posts', true);
  }
}
