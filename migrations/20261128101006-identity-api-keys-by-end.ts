import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'identity_api_keys_revoked_at', columnNames: ['revoked_at'] });

/** Finds keys that were revoked long ago. */
export class IdentityApiKeysByEnd20261128101006 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('identity_api_keys', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('identity_api_keys', index);
  }
}
