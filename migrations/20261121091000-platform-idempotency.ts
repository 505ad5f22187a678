import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Uses of `Idempotency-Key`. */
export class PlatformIdempotency20261121091000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'platform_idempotency',
        columns: [
          { name: 'id', type: 'char', length: '64', isPrimary: true },
          { name: 'fingerprint', type: 'char', length: '64' },
          { name: 'owner', type: 'char', length: '36' },
          { name: 'lease_until', type: 'datetime', precision: 6 },
          { name: 'status', type: 'int', isNullable: true },
          { name: 'body', type: 'text', isNullable: true },
          { name: 'expires_at', type: 'datetime', precision: 6 },
        ],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('platform_idempotency', true);
  }
}
