import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'identity_mail_tokens_expires_at', columnNames: ['expires_at'] });

/** Finds tokens that have expired. */
export class IdentityMailTokensByExpiry20261128101003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('identity_mail_tokens', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('identity_mail_tokens', index);
  }
}
