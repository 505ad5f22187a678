import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'identity_refresh_tokens_session_id', columnNames: ['session_id'] });

/** Finds the tokens of a session. */
export class IdentityRefreshTokensBySession20261128101002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('identity_refresh_tokens', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('identity_refresh_tokens', index);
  }
}
