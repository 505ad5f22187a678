import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'identity_api_keys_expires_at', columnNames: ['expires_at'] });

/** Finds keys that expired long ago. */
export class IdentityApiKeysByExpiry20261128101007 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('identity_api_keys', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('identity_api_keys', index);
  }
}
