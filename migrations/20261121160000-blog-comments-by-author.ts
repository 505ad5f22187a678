import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'blog_comments_by_author', columnNames: ['author_id', 'id'] });

/** Finds what somebody wrote. */
export class BlogCommentsByAuthor20261121160000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('blog_comments', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('blog_comments', index);
  }
}
