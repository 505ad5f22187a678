import { Injectable } from '@nestjs/common';
import { forbidden, unauthenticated } from '../../../platform/access/access.errors.js';
import { type Page, pageBytes, toPage } from '../../../platform/http/page.js';
import { Searches } from '../../../platform/http/searches.js';
import { productNotFound } from '../catalog.errors.js';
import type { Product } from './product.entity.js';
import { isMerchant, requireVisible, type Viewer } from './product.js';
import { viewProduct } from './product.view.js';
import { ProductCategoriesRepository } from './product-categories.repository.js';
import { ProductSlugsRepository } from './product-slugs.repository.js';
import type { ProductsQuery, ProductView } from './products.dto.js';
import { type ProductFilter, ProductsRepository } from './products.repository.js';
import { VariantsRepository } from './variants.repository.js';

/** Reading products: three statements, however long the page is, and one more for a category or words. */
@Injectable()
export class ProductReader {
  constructor(
    private readonly products: ProductsRepository,
    private readonly slugs: ProductSlugsRepository,
    private readonly variants: VariantsRepository,
    private readonly categories: ProductCategoriesRepository,
    private readonly searches: Searches,
  ) {}

  /** @throws unauthenticated, forbidden when somebody who is no merchant asks for more than active products */
  async page(query: ProductsQuery, viewer: Viewer): Promise<Page<ProductView>> {
    const filter = filterOf(query, viewer);
    const read = () => this.products.page(query, filter, pageBytes);
    const slice = await (filter.text === undefined ? read() : this.searches.inTurn(read));
    const ids = slice.rows.map(({ id }) => id);
    const variants = await this.variants.of(ids);
    const categories = await this.categories.of(ids);
    return toPage(slice, query, (product) =>
      viewProduct(product, variants.get(product.id) ?? [], categories.get(product.id) ?? []),
    );
  }

  /** @throws productNotFound */
  async get(id: string, viewer: Viewer): Promise<ProductView> {
    return this.view(requireVisible(await this.products.find(id), viewer));
  }

  /**
   * @returns the product with this slug, or the slug that a product has now which had this one
   * @throws productNotFound
   */
  async getBySlug(slug: string, viewer: Viewer): Promise<{ product: ProductView } | { movedTo: string }> {
    const current = await this.products.findBySlug(slug);
    if (current) return { product: await this.view(requireVisible(current, viewer)) };
    const owner = await this.slugs.owner(slug);
    if (owner === null) throw productNotFound();
    return { movedTo: requireVisible(await this.products.find(owner), viewer).slug };
  }

  /** A product with all that clients see of it. */
  async view(product: Product): Promise<ProductView> {
    const ids = [product.id];
    const variants = (await this.variants.of(ids)).get(product.id) ?? [];
    const categories = (await this.categories.of(ids)).get(product.id) ?? [];
    return viewProduct(product, variants, categories);
  }
}

function filterOf(query: ProductsQuery, viewer: Viewer): ProductFilter {
  const { q, category, minPrice, maxPrice, currency, inStock, status = 'active' } = query;
  if (status !== 'active' && !isMerchant(viewer)) {
    if (viewer === undefined) throw unauthenticated('Sign in to see what is not active');
    throw forbidden('Only merchants see what is not active');
  }
  return { status, text: q, category, minPrice, maxPrice, currency, inStock };
}
