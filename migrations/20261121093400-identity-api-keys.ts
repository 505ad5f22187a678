import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** API keys, hashed. */
export class IdentityApiKeys20261121093400 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'identity_api_keys',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'user_id', type: 'char', length: '36' },
          { name: 'name', type: 'varchar', length: '100' },
          { name: 'hash', type: 'char', length: '64' },
          { name: 'hint', type: 'varchar', length: '16' },
          { name: 'scopes', type: 'json' },
          { name: 'created_at', type: 'datetime', precision: 6 },
          { name: 'expires_at', type: 'datetime', precision: 6 },
          { name: 'used_at', type: 'datetime', precision: 6, isNullable: true },
          { name: 'revoked_at', type: 'datetime', precision: 6, isNullable: true },
        ],
        foreignKeys: [
          {
            name: 'identity_api_keys_user',
            columnNames: ['user_id'],
            referencedTableName: 'identity_users',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('identity_api_keys');
  }
}
