import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({
  name: 'blog_comments_waiting_by_author',
  columnNames: ['author_id', 'status'],
});

/** Counts what waits of one author. */
export class BlogCommentsWaitingByAuthor20261128100002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('blog_comments', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('blog_comments', index);
  }
}
