import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/** Payments, one row per try to pay an order. */
export class PaymentsPayments20261121140000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Providers tell upper and lower case apart.
    const exact = dialectOf(queryRunner.dataSource) === 'mysql' ? { collation: 'utf8mb4_bin' } : {};
    await queryRunner.createTable(
      new Table({
        name: 'payments_payments',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'order_id', type: 'char', length: '36' },
          { name: 'attempt', type: 'varchar', length: '255', ...exact },
          { name: 'provider', type: 'varchar', length: '32' },
          { name: 'provider_reference', type: 'varchar', length: '255', isNullable: true, ...exact },
          { name: 'amount', type: 'bigint' },
          { name: 'currency', type: 'char', length: '3' },
          { name: 'captured', type: 'bigint', default: 0 },
          { name: 'refunded', type: 'bigint', default: 0 },
          { name: 'refunding', type: 'bigint', default: 0 },
          { name: 'status', type: 'varchar', length: '20' },
          { name: 'next_action_url', type: 'varchar', length: '2000', isNullable: true },
          { name: 'decline_code', type: 'varchar', length: '100', isNullable: true },
          { name: 'operation', type: 'varchar', length: '10', isNullable: true },
          { name: 'unwanted', type: 'boolean' },
          { name: 'live_order_id', type: 'char', length: '36', isNullable: true },
          { name: 'asked', type: 'int' },
          { name: 'version', type: 'int' },
          { name: 'created_at', type: 'datetime', precision: 6 },
          { name: 'updated_at', type: 'datetime', precision: 6 },
        ],
        // TypeORM writes checks for SQLite alone; MySQL gets this one from the next migration.
        checks: [
          {
            name: 'payments_payments_amounts',
            expression:
              'amount > 0 AND refunded >= 0 AND refunding >= 0 AND refunded + refunding <= captured AND captured <= amount',
          },
        ],
        indices: [
          { name: 'payments_payments_attempt', columnNames: ['attempt'], isUnique: true },
          { name: 'payments_payments_live', columnNames: ['live_order_id'], isUnique: true },
          { name: 'payments_payments_by_order', columnNames: ['order_id', 'created_at', 'id'] },
          { name: 'payments_payments_by_reference', columnNames: ['provider_reference'] },
          { name: 'payments_payments_by_age', columnNames: ['created_at', 'id'] },
          { name: 'payments_payments_by_status', columnNames: ['status', 'created_at', 'id'] },
        ],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('payments_payments', true);
  }
}
