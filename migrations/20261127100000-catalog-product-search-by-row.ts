import type { MigrationInterface, QueryRunner } from 'typeorm';
import { renewFullTextIndex } from '../src/platform/database/full-text-index.js';

/** SQLite: the search index of products names them by a number that stands in every index of them. */
export class CatalogProductSearchByRow20261127100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await renewFullTextIndex(queryRunner, 'catalog_products', ['title', 'description']);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The search index is not taken down: it costs nothing to keep'));
  }
}
