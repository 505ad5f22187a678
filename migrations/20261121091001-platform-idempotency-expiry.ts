import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'platform_idempotency_expires_at', columnNames: ['expires_at'] });

/** Finds the uses that may be forgotten. */
export class PlatformIdempotencyExpiry20261121091001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('platform_idempotency', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('platform_idempotency', index);
  }
}
