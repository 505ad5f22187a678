import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { placesFor } from '../../../platform/database/direct-entity-manager.js';
import { ConcurrentUpdate, isMissingReference } from '../../../platform/database/errors.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { ProductCategory } from './product-category.entity.js';

/** A category of a product. */
export interface NamedCategory {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

/** The only code that queries which categories products lie in. */
@Injectable()
export class ProductCategoriesRepository {
  constructor(private readonly transactions: Transactions) {}

  /** The categories of some products, each product's in their order; one statement. */
  async of(productIds: readonly string[]): Promise<Map<string, NamedCategory[]>> {
    const found = new Map<string, NamedCategory[]>(productIds.map((id) => [id, []]));
    if (productIds.length === 0) return found;
    const rows = await this.transactions.manager.rows<{ product_id: string } & NamedCategory>(
      `SELECT link.product_id, category.id, category.slug, category.name
       FROM catalog_product_categories link JOIN catalog_categories category ON category.id = link.category_id
       WHERE link.product_id IN (${placesFor(productIds)}) ORDER BY link.position`,
      [...productIds],
    );
    for (const { product_id: productId, id, slug, name } of rows)
      found.get(productId)?.push({ id, slug, name });
    return found;
  }

  /**
   * Puts a product into these categories, in this order, and no others.
   * @throws ConcurrentUpdate when one of them was deleted in the meantime
   */
  async assign(productId: string, categoryIds: readonly string[]): Promise<void> {
    const { manager } = this.transactions;
    const links = await manager.findBy(ProductCategory, { productId });
    const known = new Map(links.map(({ categoryId, position }) => [categoryId, position]));
    const same = links.length === categoryIds.length;
    if (same && categoryIds.every((id, position) => known.get(id) === position)) return;
    if (links.length > 0)
      await manager.delete(ProductCategory, {
        productId,
        categoryId: In(links.map(({ categoryId }) => categoryId)),
      });
    if (categoryIds.length === 0) return;
    const wanted = categoryIds.map((categoryId, position) => ({ productId, categoryId, position }));
    try {
      await manager.insert(ProductCategory, wanted);
    } catch (error) {
      throw isMissingReference(error) ? new ConcurrentUpdate('a category') : error;
    }
  }
}
