import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/** Slugs of today and of the past; the primary key gives each to one post. */
export class BlogPostSlugs20261121100100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const mysql = dialectOf(queryRunner.dataSource) === 'mysql';
    await queryRunner.createTable(
      new Table({
        name: 'blog_post_slugs',
        columns: [
          {
            name: 'slug',
            type: 'varchar',
            length: '120',
            isPrimary: true,
            ...(mysql ? { collation: 'utf8mb4_bin' } : {}),
          },
          { name: 'post_id', type: 'char', length: '36' },
          { name: 'created_at', type: 'datetime', precision: 6 },
        ],
        foreignKeys: [
          {
            name: 'blog_post_slugs_post',
            columnNames: ['post_id'],
            referencedTableName: 'blog_posts',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
        indices: [{ name: 'blog_post_slugs_by_post', columnNames: ['post_id'] }],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('blog_post_slugs', true);
  }
}
