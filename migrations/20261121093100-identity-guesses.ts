import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** How often secrets of an account were tried lately. */
export class IdentityGuesses20261121093100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'identity_guesses',
        columns: [
          { name: 'id', type: 'char', length: '64', isPrimary: true },
          { name: 'tries', type: 'int' },
          { name: 'window_ends', type: 'datetime', precision: 6 },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('identity_guesses');
  }
}
