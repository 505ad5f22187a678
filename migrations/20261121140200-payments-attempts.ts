import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/** What was asked of providers: each authorization, capture, void and refund, stored before it is sent. */
export class PaymentsAttempts20261121140200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Providers tell upper and lower case apart.
    const exact = dialectOf(queryRunner.dataSource) === 'mysql' ? { collation: 'utf8mb4_bin' } : {};
    await queryRunner.createTable(
      new Table({
        name: 'payments_attempts',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'payment_id', type: 'char', length: '36' },
          { name: 'kind', type: 'varchar', length: '10' },
          { name: 'reference', type: 'varchar', length: '255', ...exact },
          { name: 'provider_key', type: 'varchar', length: '255', ...exact },
          { name: 'provider_reference', type: 'varchar', length: '255', isNullable: true, ...exact },
          { name: 'amount', type: 'bigint' },
          { name: 'reason', type: 'varchar', length: '500', isNullable: true },
          { name: 'state', type: 'varchar', length: '10' },
          { name: 'code', type: 'varchar', length: '100', isNullable: true },
          { name: 'lease_until', type: 'datetime', precision: 6 },
          { name: 'created_at', type: 'datetime', precision: 6 },
          { name: 'updated_at', type: 'datetime', precision: 6 },
        ],
        foreignKeys: [
          {
            name: 'payments_attempts_payment',
            columnNames: ['payment_id'],
            referencedTableName: 'payments_payments',
            referencedColumnNames: ['id'],
          },
        ],
        indices: [
          {
            name: 'payments_attempts_once',
            columnNames: ['payment_id', 'kind', 'reference'],
            isUnique: true,
          },
          { name: 'payments_attempts_key', columnNames: ['provider_key'], isUnique: true },
        ],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('payments_attempts', true);
  }
}
