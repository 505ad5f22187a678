import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Keys that sign access tokens. */
export class IdentitySigningKeys20261121092007 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'identity_signing_keys',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'private_jwk', type: 'text' },
          { name: 'public_jwk', type: 'text' },
          { name: 'created_at', type: 'datetime', precision: 6 },
          { name: 'signs_from', type: 'datetime', precision: 6 },
          { name: 'expires_at', type: 'datetime', precision: 6, isNullable: true },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('identity_signing_keys');
  }
}
