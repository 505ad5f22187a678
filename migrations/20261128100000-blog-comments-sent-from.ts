import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';

/** Where comments that wait for a moderator were sent from. */
export class BlogCommentsSentFrom20261128100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (await queryRunner.hasColumn('blog_comments', 'sent_from')) return;
    const column = new TableColumn({ name: 'sent_from', type: 'varchar', length: '64', isNullable: true });
    await queryRunner.addColumn('blog_comments', column);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumn('blog_comments', 'sent_from');
  }
}
