import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { ConcurrentUpdate, isDuplicate } from '../../../platform/database/errors.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { ProductSlug } from './product-slug.entity.js';

/** The only code that queries slugs of products, of today and of the past. */
@Injectable()
export class ProductSlugsRepository {
  constructor(private readonly transactions: Transactions) {}

  /** The id of the product that has or had a slug. */
  async owner(slug: string): Promise<string | null> {
    return (await this.transactions.manager.findOneBy(ProductSlug, { slug }))?.productId ?? null;
  }

  /** Those of some slugs that belong to other products. */
  async taken(slugs: readonly string[], productId: string): Promise<Set<string>> {
    const rows = await this.transactions.manager.findBy(ProductSlug, { slug: In([...slugs]) });
    return new Set(rows.filter((row) => row.productId !== productId).map(({ slug }) => slug));
  }

  /**
   * Gives a slug to a product; nothing happens when it has or had it.
   * @throws ConcurrentUpdate when another product took it in the meantime
   */
  async give(slug: string, productId: string, now: Date): Promise<void> {
    if ((await this.owner(slug)) === productId) return;
    try {
      await this.transactions.manager.insert(ProductSlug, { slug, productId, createdAt: now });
    } catch (error) {
      throw isDuplicate(error) ? new ConcurrentUpdate(`slug ${slug}`) : error;
    }
  }
}
