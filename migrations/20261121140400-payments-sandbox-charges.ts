import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/** The sandbox provider's own books: what it charged. */
export class PaymentsSandboxCharges20261121140400 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Providers tell upper and lower case apart.
    const exact = dialectOf(queryRunner.dataSource) === 'mysql' ? { collation: 'utf8mb4_bin' } : {};
    await queryRunner.createTable(
      new Table({
        name: 'payments_sandbox_charges',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'provider_key', type: 'varchar', length: '255', ...exact },
          { name: 'phase', type: 'varchar', length: '20' },
          { name: 'decline_code', type: 'varchar', length: '100', isNullable: true },
          { name: 'amount', type: 'bigint' },
          { name: 'currency', type: 'char', length: '3' },
          { name: 'captured', type: 'bigint', default: 0 },
          { name: 'calls', type: 'int' },
          { name: 'created_at', type: 'datetime', precision: 6 },
        ],
        indices: [{ name: 'payments_sandbox_charges_key', columnNames: ['provider_key'], isUnique: true }],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('payments_sandbox_charges', true);
  }
}
