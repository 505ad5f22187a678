import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { ConcurrentUpdate, isDuplicate } from '../../../platform/database/errors.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { PostSlug } from './post-slug.entity.js';

/** The only code that queries slugs, of today and of the past. */
@Injectable()
export class PostSlugsRepository {
  constructor(private readonly transactions: Transactions) {}

  /** The id of the post that has or had a slug. */
  async owner(slug: string): Promise<string | null> {
    return (await this.transactions.manager.findOneBy(PostSlug, { slug }))?.postId ?? null;
  }

  /** Those of some slugs that belong to other posts. */
  async taken(slugs: readonly string[], postId: string): Promise<Set<string>> {
    const rows = await this.transactions.manager.findBy(PostSlug, { slug: In([...slugs]) });
    return new Set(rows.filter((row) => row.postId !== postId).map(({ slug }) => slug));
  }

  /**
   * Gives a slug to a post; nothing happens when it has or had it.
   * @throws ConcurrentUpdate when another post took it in the meantime
   */
  async give(slug: string, postId: string, now: Date): Promise<void> {
    const owner = await this.owner(slug);
    if (owner === postId) return;
    try {
      await this.transactions.manager.insert(PostSlug, { slug, postId, createdAt: now });
    } catch (error) {
      throw isDuplicate(error) ? new ConcurrentUpdate(`slug ${slug}`) : error;
    }
  }
}
