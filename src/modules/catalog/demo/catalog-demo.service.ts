import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { CategoriesService } from '../categories/categories.service.js';
import { type ProductDraft, ProductWriter, type VariantDraft } from '../products/product-writer.service.js';
import { ProductsRepository } from '../products/products.repository.js';
import { FirstStock } from '../stock/first-stock.service.js';
import type { DemoProduct } from './demo-product.js';
import { demoCategories, demoProducts } from './demo-products.js';

const day = 24 * 60 * 60 * 1_000;
const pictures = 'https://images.linden-kiln.example';

/** Fills an empty catalog with the demo. */
@Injectable()
export class CatalogDemo {
  constructor(
    private readonly products: ProductsRepository,
    private readonly writer: ProductWriter,
    private readonly categories: CategoriesService,
    private readonly firstStock: FirstStock,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  async isEmpty(): Promise<boolean> {
    return this.products.isEmpty();
  }

  /**
   * Writes all categories and products in one transaction; does nothing where there are products. Inventory receives their
   * first stock after the commit, as that of any other product.
   */
  async load(): Promise<void> {
    const now = this.clock.now().getTime();
    await this.transactions.run(async () => {
      if (!(await this.isEmpty())) return;
      const ids = await this.addCategories();
      for (const demo of demoProducts) {
        const draft = draftOf(demo, ids);
        const { product, added } = await this.writer.create(draft, new Date(now - demo.age * day));
        await this.firstStock.announce(product.id, added);
      }
    });
  }

  /** @returns the ids of all categories by their names */
  private async addCategories(): Promise<Map<string, string>> {
    const ids = new Map<string, string>();
    const add = async (name: string, parentId: string | null): Promise<string> => {
      const { id } = await this.categories.create({ name, parentId });
      ids.set(name, id);
      return id;
    };
    for (const { name, below = [] } of demoCategories) {
      const parentId = await add(name, null);
      for (const child of below) await add(child, parentId);
    }
    return ids;
  }
}

function draftOf(
  demo: DemoProduct,
  categoryIds: ReadonlyMap<string, string>,
): ProductDraft & { variants: VariantDraft[] } {
  const { title, description, status = 'active', attributes } = demo;
  return {
    title,
    description,
    slug: undefined,
    status,
    categories: demo.categories.map((name) => categoryIds.get(name) ?? name),
    attributes,
    images: demo.images.map((name) => `${pictures}/${name}.jpg`),
    variants: demo.variants.map(({ sku, options = {}, price, before, onHand }) => ({
      sku,
      title: undefined,
      options: { ...options },
      currency: 'EUR',
      price,
      compareAtPrice: before ?? null,
      onHand,
    })),
  };
}
