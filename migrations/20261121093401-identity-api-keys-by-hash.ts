import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'identity_api_keys_hash', columnNames: ['hash'], isUnique: true });

/** Finds a key, and lets none exist twice. */
export class IdentityApiKeysByHash20261121093401 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('identity_api_keys', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('identity_api_keys', index);
  }
}
