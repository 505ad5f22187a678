import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Sign-ins at other providers that are under way. */
export class IdentityOidcFlows20261121093500 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'identity_oidc_flows',
        columns: [
          { name: 'id', type: 'char', length: '64', isPrimary: true },
          { name: 'provider', type: 'varchar', length: '32' },
          { name: 'secrets', type: 'text' },
          { name: 'expires_at', type: 'datetime', precision: 6 },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('identity_oidc_flows');
  }
}
