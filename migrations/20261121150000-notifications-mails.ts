import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/** Mails on their way, and for some time after. */
export class NotificationsMails20261121150000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const mysql = dialectOf(queryRunner.dataSource) === 'mysql';
    // Ids are the caller's, so upper and lower case differ.
    const exact = mysql ? { collation: 'utf8mb4_bin' } : {};
    await queryRunner.createTable(
      new Table({
        name: 'notifications_mails',
        columns: [
          { name: 'id', type: 'varchar', length: '64', isPrimary: true, ...exact },
          { name: 'kind', type: 'varchar', length: '32' },
          { name: 'state', type: 'varchar', length: '8' },
          { name: 'content', type: mysql ? 'mediumtext' : 'text', isNullable: true },
          { name: 'created_at', type: 'datetime', precision: 6 },
          { name: 'sent_at', type: 'datetime', precision: 6, isNullable: true },
        ],
        indices: [{ name: 'notifications_mails_by_age', columnNames: ['created_at'] }],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('notifications_mails', true);
  }
}
