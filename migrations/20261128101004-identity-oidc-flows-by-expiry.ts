import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'identity_oidc_flows_expires_at', columnNames: ['expires_at'] });

/** Finds sign-ins that nobody can finish any more. */
export class IdentityOidcFlowsByExpiry20261128101004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('identity_oidc_flows', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('identity_oidc_flows', index);
  }
}
