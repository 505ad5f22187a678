import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({
  name: 'identity_audit_events_created_at_id',
  columnNames: ['created_at', 'id'],
});

/** Serves the list of all events. */
export class IdentityAuditEventsByAge20261121093001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('identity_audit_events', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('identity_audit_events', index);
  }
}
