import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Refresh tokens, hashed. */
export class IdentityRefreshTokens20261121092006 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'identity_refresh_tokens',
        columns: [
          { name: 'hash', type: 'char', length: '64', isPrimary: true },
          { name: 'session_id', type: 'char', length: '36' },
          { name: 'created_at', type: 'datetime', precision: 6 },
          { name: 'used_at', type: 'datetime', precision: 6, isNullable: true },
        ],
        foreignKeys: [
          {
            name: 'identity_refresh_tokens_session',
            columnNames: ['session_id'],
            referencedTableName: 'identity_sessions',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('identity_refresh_tokens');
  }
}
