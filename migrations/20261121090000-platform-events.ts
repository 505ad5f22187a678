import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Published events. */
export class PlatformEvents20261121090000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'platform_events',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'type', type: 'varchar', length: '120' },
          { name: 'payload', type: 'json' },
          { name: 'occurred_at', type: 'datetime', precision: 6 },
        ],
        indices: [{ name: 'platform_events_by_age', columnNames: ['occurred_at'] }],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('platform_events', true);
  }
}
