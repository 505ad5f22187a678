import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Carts: of users, one each, and of guests. */
export class OrdersCarts20261121130000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'orders_carts',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'user_id', type: 'char', length: '36', isNullable: true },
          { name: 'token_hash', type: 'char', length: '64', isNullable: true },
          { name: 'merged_into', type: 'char', length: '36', isNullable: true },
          { name: 'version', type: 'int' },
          { name: 'created_at', type: 'datetime', precision: 6 },
          { name: 'updated_at', type: 'datetime', precision: 6 },
        ],
        indices: [{ name: 'orders_carts_user', columnNames: ['user_id'], isUnique: true }],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('orders_carts', true);
  }
}
