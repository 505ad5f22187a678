import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'blog_comments_by_sent_from', columnNames: ['sent_from', 'status'] });

/** Counts what waits from one network. */
export class BlogCommentsBySentFrom20261128100001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('blog_comments', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('blog_comments', index);
  }
}
