import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({
  name: 'identity_audit_events_type_created_at_id',
  columnNames: ['type', 'created_at', 'id'],
});

/** Serves the list of the events of one type. */
export class IdentityAuditEventsByType20261121093003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('identity_audit_events', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('identity_audit_events', index);
  }
}
