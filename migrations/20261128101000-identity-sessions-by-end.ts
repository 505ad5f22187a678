import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'identity_sessions_ended_at', columnNames: ['ended_at'] });

/** Finds sessions that were ended long ago. */
export class IdentitySessionsByEnd20261128101000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('identity_sessions', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('identity_sessions', index);
  }
}
