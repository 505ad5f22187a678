import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const index = new TableIndex({ name: 'payments_webhooks_by_age', columnNames: ['received_at'] });

/** Finds messages of providers that are not sent again. */
export class PaymentsWebhooksByAge20261128120000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndex('payments_webhooks', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('payments_webhooks', index);
  }
}
