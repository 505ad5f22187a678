import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/** Messages of providers that have had their effect. */
export class PaymentsWebhooks20261121140300 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Providers tell upper and lower case apart.
    const exact = dialectOf(queryRunner.dataSource) === 'mysql' ? { collation: 'utf8mb4_bin' } : {};
    await queryRunner.createTable(
      new Table({
        name: 'payments_webhooks',
        columns: [
          { name: 'provider', type: 'varchar', length: '32', isPrimary: true },
          { name: 'event_id', type: 'varchar', length: '255', isPrimary: true, ...exact },
          { name: 'type', type: 'varchar', length: '100' },
          { name: 'reference', type: 'varchar', length: '255', isNullable: true, ...exact },
          { name: 'payment_id', type: 'char', length: '36', isNullable: true },
          { name: 'received_at', type: 'datetime', precision: 6 },
        ],
        indices: [{ name: 'payments_webhooks_by_reference', columnNames: ['reference'] }],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('payments_webhooks', true);
  }
}
