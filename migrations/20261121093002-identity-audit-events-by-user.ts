import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({
  name: 'identity_audit_events_user_id_created_at_id',
  columnNames: ['user_id', 'created_at', 'id'],
});

/** Serves the list of the events of an account. */
export class IdentityAuditEventsByUser20261121093002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('identity_audit_events', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('identity_audit_events', index);
  }
}
