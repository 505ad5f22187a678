import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** What accounts may do. */
export class IdentityUserRoles20261121092003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'identity_user_roles',
        columns: [
          { name: 'user_id', type: 'char', length: '36', isPrimary: true },
          { name: 'role', type: 'varchar', length: '32', isPrimary: true },
        ],
        foreignKeys: [
          {
            name: 'identity_user_roles_user',
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
    await queryRunner.dropTable('identity_user_roles');
  }
}
