import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** What happened to accounts, and who did it. */
export class IdentityAuditEvents20261121093000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'identity_audit_events',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'type', type: 'varchar', length: '40' },
          { name: 'user_id', type: 'char', length: '36', isNullable: true },
          { name: 'actor_id', type: 'char', length: '36', isNullable: true },
          { name: 'address', type: 'varchar', length: '45', isNullable: true },
          { name: 'device', type: 'varchar', length: '200', isNullable: true },
          { name: 'detail', type: 'json', isNullable: true },
          { name: 'created_at', type: 'datetime', precision: 6 },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('identity_audit_events');
  }
}
