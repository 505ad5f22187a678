import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Deliveries of events, one per subscriber. The index by state serves the relay's claim, its clean-up and its status. */
export class PlatformEventDeliveries20261121090100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'platform_event_deliveries',
        columns: [
          { name: 'id', type: 'char', length: '36', isPrimary: true },
          { name: 'event_id', type: 'char', length: '36' },
          { name: 'subscriber', type: 'varchar', length: '120' },
          { name: 'state', type: 'varchar', length: '10' },
          { name: 'due_at', type: 'datetime', precision: 6 },
          { name: 'attempts', type: 'int' },
          { name: 'claim_token', type: 'char', length: '36', isNullable: true },
          { name: 'last_error', type: 'varchar', length: '1000', isNullable: true },
        ],
        indices: [
          {
            name: 'platform_event_deliveries_once',
            columnNames: ['event_id', 'subscriber'],
            isUnique: true,
          },
          { name: 'platform_event_deliveries_due', columnNames: ['state', 'due_at'] },
        ],
        foreignKeys: [
          {
            name: 'platform_event_deliveries_event',
            columnNames: ['event_id'],
            referencedTableName: 'platform_events',
            referencedColumnNames: ['id'],
          },
        ],
      }),
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('platform_event_deliveries', true);
  }
}
