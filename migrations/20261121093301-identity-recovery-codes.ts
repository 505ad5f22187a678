import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Recovery codes that were not used yet, hashed. */
export class IdentityRecoveryCodes20261121093301 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'identity_recovery_codes',
        columns: [
          { name: 'hash', type: 'char', length: '64', isPrimary: true },
          { name: 'user_id', type: 'char', length: '36' },
        ],
        foreignKeys: [
          {
            name: 'identity_recovery_codes_user',
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
    await queryRunner.dropTable('identity_recovery_codes');
  }
}
