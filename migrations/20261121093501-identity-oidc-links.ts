import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Which account belongs to whom at another provider. */
export class IdentityOidcLinks20261121093501 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'identity_oidc_links',
        columns: [
          { name: 'id', type: 'char', length: '64', isPrimary: true },
          { name: 'issuer', type: 'varchar', length: '255' },
          { name: 'subject', type: 'varchar', length: '255' },
          { name: 'user_id', type: 'char', length: '36' },
          { name: 'created_at', type: 'datetime', precision: 6 },
        ],
        foreignKeys: [
          {
            name: 'identity_oidc_links_user',
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
    await queryRunner.dropTable('identity_oidc_links');
  }
}
