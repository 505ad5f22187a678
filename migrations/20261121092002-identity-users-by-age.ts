import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'identity_users_created_at_id', columnNames: ['created_at', 'id'] });

/** Serves the list of accounts. */
export class IdentityUsersByAge20261121092002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('identity_users', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('identity_users', index);
  }
}
