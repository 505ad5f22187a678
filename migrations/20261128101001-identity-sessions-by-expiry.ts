import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'identity_sessions_expires_at', columnNames: ['expires_at'] });

/** Finds sessions that expired long ago. */
export class IdentitySessionsByExpiry20261128101001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('identity_sessions', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('identity_sessions', index);
  }
}
