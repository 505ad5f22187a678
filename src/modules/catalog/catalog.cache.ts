import { Cached, minutes } from '../../platform/cache/cached.js';
import type { ProductView } from './products/products.dto.js';

/** What answers about the catalog are made of, by the names that invalidate them. */
export const cacheTags = {
  /** Any product: lists of products depend on all. */
  products: 'catalog.products',
  product: (id: string): string => `catalog.product.${id}`,
  /** Any category; products show the names of theirs. */
  categories: 'catalog.categories',
} as const;

const ttl = minutes(10);

/** For routes that list products. */
export const CachedProducts = Cached({ ttl, tags: [cacheTags.products, cacheTags.categories] });

/** For routes that show one product. */
export const CachedProduct = Cached({
  ttl,
  tags: ({ id }: ProductView) => [cacheTags.product(id), cacheTags.categories],
});

/** For routes that show categories. */
export const CachedCategories = Cached({ ttl, tags: [cacheTags.categories] });
