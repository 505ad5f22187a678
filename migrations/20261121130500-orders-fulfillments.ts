import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** What was handed over of orders, in one or several parts. */
export class OrdersFulfillments20261121130500 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'orders_fulfillments',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'order_id', type: 'char', length: '36' },
          { name: 'items', type: 'json' },
          { name: 'tracking_number', type: 'varchar', length: '100', isNullable: true },
          { name: 'created_at', type: 'datetime', precision: 6 },
        ],
        foreignKeys: [
          {
            name: 'orders_fulfillments_order',
            columnNames: ['order_id'],
            referencedTableName: 'orders_orders',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
        indices: [{ name: 'orders_fulfillments_by_order', columnNames: ['order_id', 'created_at', 'id'] }],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('orders_fulfillments', true);
  }
}
