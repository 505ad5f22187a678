import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'identity_users_email', columnNames: ['email'], isUnique: true });

/** One account per address. */
export class IdentityUsersEmail20261121092001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('identity_users', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('identity_users', index);
  }
}
