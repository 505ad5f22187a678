import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createFullTextIndex } from '../src/platform/database/full-text-index.js';

/** Finds products by the words in them. */
export class CatalogProductSearch20261121110600 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await createFullTextIndex(queryRunner, 'catalog_products', ['title', 'description']);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The search index is not taken down: it costs nothing to keep'));
  }
}
