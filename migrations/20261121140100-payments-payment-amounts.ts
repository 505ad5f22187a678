import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

const check = 'payments_payments_amounts';

/** Refunded is at most captured, captured at most what was asked for. SQLite got this check with the table. */
export class PaymentsPaymentAmounts20261121140100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (dialectOf(queryRunner.dataSource) !== 'mysql') return;
    const found = (await queryRunner.query(
      'SELECT 1 FROM information_schema.table_constraints WHERE constraint_schema = DATABASE() AND constraint_name = ?',
      [check],
    )) as unknown[];
    if (found.length > 0) return;
    await queryRunner.query(
      `ALTER TABLE payments_payments ADD CONSTRAINT ${check} CHECK (amount > 0 AND refunded >= 0 AND refunding >= 0 AND refunded + refunding <= captured AND captured <= amount)`,
    );
  }

  /** The check goes with its table. */
  async down(): Promise<void> {}
}
