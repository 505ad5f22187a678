import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Second factors. */
export class IdentityTotp20261121093300 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'identity_totp',
        columns: [
          { name: 'user_id', type: 'char', length: '36', isPrimary: true },
          { name: 'secret', type: 'text' },
          { name: 'last_step', type: 'bigint' },
          { name: 'created_at', type: 'datetime', precision: 6 },
          { name: 'confirmed_at', type: 'datetime', precision: 6, isNullable: true },
        ],
        foreignKeys: [
          {
            name: 'identity_totp_user',
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
    await queryRunner.dropTable('identity_totp');
  }
}
