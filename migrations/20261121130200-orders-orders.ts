import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Orders, with an index for each of their lists, and one for those that need to be looked after. */
export class OrdersOrders20261121130200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'orders_orders',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'number', type: 'char', length: '10' },
          { name: 'user_id', type: 'char', length: '36', isNullable: true },
          { name: 'token_hash', type: 'char', length: '64', isNullable: true },
          { name: 'email', type: 'varchar', length: '254', isNullable: true },
          { name: 'shipping_address', type: 'json' },
          { name: 'status', type: 'varchar', length: '16' },
          { name: 'fulfillment_status', type: 'varchar', length: '20' },
          { name: 'currency', type: 'char', length: '3' },
          { name: 'total', type: 'bigint' },
          { name: 'hold_expires_at', type: 'datetime', precision: 6 },
          { name: 'cart_id', type: 'char', length: '36', isNullable: true },
          { name: 'cart_version', type: 'int', isNullable: true },
          { name: 'checkout_key', type: 'char', length: '64', isNullable: true },
          { name: 'attempt', type: 'char', length: '64', isNullable: true },
          { name: 'attempt_token', type: 'varchar', length: '255', isNullable: true },
          { name: 'payment_id', type: 'char', length: '36', isNullable: true },
          { name: 'payment_state', type: 'varchar', length: '24', isNullable: true },
          { name: 'next_action', type: 'json', isNullable: true },
          { name: 'settled', type: 'boolean' },
          { name: 'check_at', type: 'datetime', precision: 6 },
          { name: 'version', type: 'int' },
          { name: 'created_at', type: 'datetime', precision: 6 },
          { name: 'updated_at', type: 'datetime', precision: 6 },
        ],
        indices: [
          { name: 'orders_orders_number', columnNames: ['number'], isUnique: true },
          { name: 'orders_orders_checkout_key', columnNames: ['checkout_key'], isUnique: true },
          { name: 'orders_orders_by_created', columnNames: ['created_at', 'id'] },
          { name: 'orders_orders_by_user', columnNames: ['user_id', 'created_at', 'id'] },
          { name: 'orders_orders_by_status', columnNames: ['status', 'created_at', 'id'] },
          { name: 'orders_orders_to_check', columnNames: ['settled', 'check_at'] },
        ],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('orders_orders', true);
  }
}
