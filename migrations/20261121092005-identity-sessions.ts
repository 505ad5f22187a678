import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Sign-ins that last. */
export class IdentitySessions20261121092005 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'identity_sessions',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'user_id', type: 'char', length: '36' },
          { name: 'secret', type: 'text' },
          { name: 'address', type: 'varchar', length: '45', isNullable: true },
          { name: 'device', type: 'varchar', length: '200', isNullable: true },
          { name: 'created_at', type: 'datetime', precision: 6 },
          { name: 'used_at', type: 'datetime', precision: 6 },
          { name: 'expires_at', type: 'datetime', precision: 6 },
          { name: 'ended_at', type: 'datetime', precision: 6, isNullable: true },
        ],
        foreignKeys: [
          {
            name: 'identity_sessions_user',
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
    await queryRunner.dropTable('identity_sessions');
  }
}
