import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'identity_user_roles_role_user_id', columnNames: ['role', 'user_id'] });

/** Finds the holders of a role. */
export class IdentityUserRolesByRole20261121092004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('identity_user_roles', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('identity_user_roles', index);
  }
}
