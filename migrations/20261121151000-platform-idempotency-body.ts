import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../src/platform/database/dialect.js';

/** Room for the longest answers: `text` ends at 64 KiB on MySQL, and a post alone may be longer. */
export class PlatformIdempotencyBody20261121151000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (dialectOf(queryRunner.dataSource) === 'mysql')
      await queryRunner.query('ALTER TABLE platform_idempotency MODIFY body mediumtext NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    if (dialectOf(queryRunner.dataSource) === 'mysql')
      await queryRunner.query('ALTER TABLE platform_idempotency MODIFY body text NULL');
  }
}
