import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** What happened to orders, one row per step. */
export class OrdersHistory20261121130400 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'orders_history',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'order_id', type: 'char', length: '36' },
          { name: 'event', type: 'varchar', length: '32' },
          { name: 'status', type: 'varchar', length: '16' },
          { name: 'actor_id', type: 'char', length: '36', isNullable: true },
          { name: 'note', type: 'varchar', length: '500', isNullable: true },
          { name: 'created_at', type: 'datetime', precision: 6 },
        ],
        foreignKeys: [
          {
            name: 'orders_history_order',
            columnNames: ['order_id'],
            referencedTableName: 'orders_orders',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
        indices: [{ name: 'orders_history_by_order', columnNames: ['order_id', 'created_at', 'id'] }],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('orders_history', true);
  }
}
