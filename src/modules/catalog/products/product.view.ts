import type { Product } from './product.entity.js';
import type { NamedCategory } from './product-categories.repository.js';
import type { ProductView, VariantView } from './products.dto.js';
import type { Variant } from './variant.entity.js';

/** A product as clients see it. */
export function viewProduct(
  product: Product,
  variants: readonly Variant[],
  categories: readonly NamedCategory[],
): ProductView {
  return {
    id: product.id,
    slug: product.slug,
    title: product.title,
    description: product.description,
    status: product.status,
    categories: categories.map(({ id, slug, name }) => ({ id, slug, name })),
    attributes: product.attributes,
    images: product.images,
    variants: variants.map(viewVariant),
    inStock: product.inStock,
    createdAt: product.createdAt.toISOString(),
    updatedAt: product.updatedAt.toISOString(),
    version: product.version,
  };
}

function viewVariant(variant: Variant): VariantView {
  const { id, sku, title, options, currency, price, compareAtPrice, inStock } = variant;
  return {
    id,
    sku,
    title,
    options,
    price: { amount: price, currency },
    ...(compareAtPrice === null ? {} : { compareAtPrice: { amount: compareAtPrice, currency } }),
    inStock,
  };
}
