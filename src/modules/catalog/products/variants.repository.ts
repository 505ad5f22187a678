import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { ResponseCache } from '../../../platform/cache/response-cache.js';
import { ConcurrentUpdate, isDuplicate } from '../../../platform/database/errors.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { cacheTags } from '../catalog.cache.js';
import { Product } from './product.entity.js';
import type { ProductStatus } from './product.js';
import { Variant } from './variant.entity.js';

/** What it takes to sell a SKU. */
export interface Sale {
  readonly sku: string;
  readonly productId: string;
  readonly variantId: string;
  readonly productTitle: string;
  readonly variantTitle: string;
  readonly status: ProductStatus;
  readonly price: number;
  readonly currency: string;
}

/** The only code that queries variants. */
@Injectable()
export class VariantsRepository {
  constructor(
    private readonly transactions: Transactions,
    private readonly cache: ResponseCache,
  ) {}

  /** The variants of some products, each product's in their order; one statement. */
  async of(productIds: readonly string[]): Promise<Map<string, Variant[]>> {
    const found = new Map<string, Variant[]>(productIds.map((id) => [id, []]));
    if (productIds.length === 0) return found;
    const rows = await this.transactions.manager.find(Variant, {
      where: { productId: In([...productIds]) },
      order: { position: 'ASC' },
    });
    for (const variant of rows) found.get(variant.productId)?.push(variant);
    return found;
  }

  async findBySku(sku: string): Promise<Variant | null> {
    return this.transactions.manager.findOneBy(Variant, { sku });
  }

  /** Those of some SKUs that belong to other products. */
  async taken(skus: readonly string[], productId: string): Promise<Set<string>> {
    const rows = await this.transactions.manager.findBy(Variant, { sku: In([...skus]) });
    return new Set(rows.filter((row) => row.productId !== productId).map(({ sku }) => sku));
  }

  /** What is known of some SKUs and their products; one statement. */
  async sales(skus: readonly string[]): Promise<Map<string, Sale>> {
    if (skus.length === 0) return new Map();
    const rows = await this.transactions.manager
      .createQueryBuilder()
      .select([
        'variant.sku AS sku',
        'variant.product_id AS "productId"',
        'variant.id AS "variantId"',
        'product.title AS "productTitle"',
        'variant.title AS "variantTitle"',
        'product.status AS status',
        'variant.price AS price',
        'variant.currency AS currency',
      ])
      .from(Variant, 'variant')
      .innerJoin(Product, 'product', 'product.id = variant.productId')
      .where('variant.sku IN (:...skus)', { skus })
      .getRawMany<Sale>();
    return new Map(rows.map((row) => [row.sku, row]));
  }

  /** @throws ConcurrentUpdate when another product took a SKU in the meantime */
  async add(variants: readonly Variant[]): Promise<void> {
    if (variants.length === 0) return;
    try {
      await this.transactions.manager.insert(Variant, [...variants]);
    } catch (error) {
      throw isDuplicate(error) ? new ConcurrentUpdate('a SKU') : error;
    }
  }

  /** Changes a variant of a locked product. */
  async change({ id }: Variant, change: Partial<Variant>): Promise<void> {
    await this.transactions.manager.update(Variant, { id }, change);
  }

  /** Removes variants of a locked product. */
  async remove(variants: readonly Variant[]): Promise<void> {
    if (variants.length > 0)
      await this.transactions.manager.delete(Variant, { id: In(variants.map(({ id }) => id)) });
  }

  /** Takes over what a newer stock level says of a variant. @returns whether the variant is there and it was newer */
  async copyStock(variant: Variant, inStock: boolean, stockVersion: number): Promise<boolean> {
    const { id, productId } = variant;
    const { affected } = await this.transactions.manager
      .createQueryBuilder()
      .update(Variant)
      .set({ inStock, stockVersion })
      .where('id = :id AND stock_version < :stockVersion', { id, stockVersion })
      .execute();
    // Most levels change without a word to clients: they see only whether there is something.
    if (affected === 1 && inStock !== variant.inStock)
      this.cache.invalidate(cacheTags.products, cacheTags.product(productId));
    return affected === 1;
  }
}
