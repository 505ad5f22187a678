import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createFullTextIndex } from '../src/platform/database/full-text-index.js';

/** Finds posts by the words in them. */
export class BlogPostSearch20261121100600 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await createFullTextIndex(queryRunner, 'blog_posts', ['title', 'excerpt', 'content']);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The search index is not taken down: it costs nothing to keep'));
  }
}
