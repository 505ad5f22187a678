import type { MigrationInterface, QueryRunner } from 'typeorm';
import { renewFullTextIndex } from '../src/platform/database/full-text-index.js';

/**
 * Posts are long: their index in SQLite keeps no positions any more, so that a search reads a twentieth, holds entries for beginnings
 * of words, and the first part of a text only.
 */
export class BlogPostSearchWithoutPositions20261128110000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await renewFullTextIndex(queryRunner, 'blog_posts', ['title', 'excerpt', 'content'], { isLong: true });
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await renewFullTextIndex(queryRunner, 'blog_posts', ['title', 'excerpt', 'content']);
  }
}
