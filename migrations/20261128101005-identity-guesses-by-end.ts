import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'identity_guesses_window_ends', columnNames: ['window_ends'] });

/** Finds counts that are over. */
export class IdentityGuessesByEnd20261128101005 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('identity_guesses', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('identity_guesses', index);
  }
}
