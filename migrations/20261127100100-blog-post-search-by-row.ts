import type { MigrationInterface, QueryRunner } from 'typeorm';
import { renewFullTextIndex } from '../src/platform/database/full-text-index.js';

/** SQLite: the search index of posts names them by a number that stands in every index of them. */
export class BlogPostSearchByRow20261127100100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await renewFullTextIndex(queryRunner, 'blog_posts', ['title', 'excerpt', 'content']);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The search index is not taken down: it costs nothing to keep'));
  }
}
