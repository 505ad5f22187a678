import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/** The sandbox provider's own books: what it gave back. */
export class PaymentsSandboxRefunds20261121140500 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Providers tell upper and lower case apart.
    const exact = dialectOf(queryRunner.dataSource) === 'mysql' ? { collation: 'utf8mb4_bin' } : {};
    await queryRunner.createTable(
      new Table({
        name: 'payments_sandbox_refunds',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'charge_id', type: 'char', length: '36' },
          { name: 'provider_key', type: 'varchar', length: '255', ...exact },
          { name: 'amount', type: 'bigint' },
          { name: 'created_at', type: 'datetime', precision: 6 },
        ],
        foreignKeys: [
          {
            name: 'payments_sandbox_refunds_charge',
            columnNames: ['charge_id'],
            referencedTableName: 'payments_sandbox_charges',
            referencedColumnNames: ['id'],
          },
        ],
        indices: [{ name: 'payments_sandbox_refunds_key', columnNames: ['provider_key'], isUnique: true }],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('payments_sandbox_refunds', true);
  }
}
