import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Tokens that were sent by mail, hashed. */
export class IdentityMailTokens20261121093200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'identity_mail_tokens',
        columns: [
          { name: 'hash', type: 'char', length: '64', isPrimary: true },
          { name: 'user_id', type: 'char', length: '36' },
          { name: 'purpose', type: 'varchar', length: '16' },
          { name: 'created_at', type: 'datetime', precision: 6 },
          { name: 'expires_at', type: 'datetime', precision: 6 },
          { name: 'used_at', type: 'datetime', precision: 6, isNullable: true },
        ],
        foreignKeys: [
          {
            name: 'identity_mail_tokens_user',
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
    await queryRunner.dropTable('identity_mail_tokens');
  }
}
