import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'blog_posts_of_author', columnNames: ['author_id', 'id'] });

/** Finds what somebody wrote, one part after the other, whatever its status. */
export class BlogPostsByAuthor20261128130000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('blog_posts', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('blog_posts', index);
  }
}
