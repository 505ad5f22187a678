import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** The tags of posts. */
export class BlogPostTags20261121100400 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'blog_post_tags',
        columns: [
          { name: 'post_id', type: 'char', length: '36', isPrimary: true },
          { name: 'tag_id', type: 'char', length: '36', isPrimary: true },
          { name: 'position', type: 'int' },
        ],
        foreignKeys: [
          {
            name: 'blog_post_tags_post',
            columnNames: ['post_id'],
            referencedTableName: 'blog_posts',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
          {
            name: 'blog_post_tags_tag',
            columnNames: ['tag_id'],
            referencedTableName: 'blog_tags',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
        indices: [{ name: 'blog_post_tags_by_tag', columnNames: ['tag_id', 'post_id'] }],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('blog_post_tags', true);
  }
}
