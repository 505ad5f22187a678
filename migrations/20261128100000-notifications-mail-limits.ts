import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** How many mails went to a recipient lately. */
export class NotificationsMailLimits20261128100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'notifications_mail_limits',
        columns: [
          { name: 'id', type: 'char', length: '64', isPrimary: true },
          { name: 'free_at', type: 'bigint' },
        ],
        indices: [{ name: 'notifications_mail_limits_free_at', columnNames: ['free_at'] }],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('notifications_mail_limits', true);
  }
}
