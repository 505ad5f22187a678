import { productNotFound } from '../catalog.errors.js';

export const productStatuses = ['draft', 'active', 'archived'] as const;
export type ProductStatus = (typeof productStatuses)[number];

/** Bounds of what is written: characters of texts, entries of lists. */
export const productLimits = {
  title: 200,
  description: 20_000,
  categories: 10,
  attributes: 50,
  images: 20,
  image: 500,
  variants: 100,
  options: 10,
  /** Of its JSON, with all its variants: lists hold many of them. */
  bytes: 131_072,
} as const;

/** Who asks; undefined where nobody signed in. */
export type Viewer = { readonly permissions: ReadonlySet<string> } | undefined;

/** Values of attributes. */
export type Attributes = Record<string, string | number | boolean>;

/** Merchants see and change all products. */
export function isMerchant(viewer: Viewer): boolean {
  return viewer?.permissions.has('catalog:write') ?? false;
}

/**
 * Passes a product on to someone who may see it: active ones everybody, the others merchants.
 * @throws productNotFound when there is none, or none for them
 */
export function requireVisible<T extends { readonly status: ProductStatus }>(
  product: T | null,
  viewer: Viewer,
): T {
  if (product === null || !(product.status === 'active' || isMerchant(viewer))) throw productNotFound();
  return product;
}

/** The title of a variant that was given none: its options, or the product's title. */
export function variantTitle(productTitle: string, options: Readonly<Record<string, string>>): string {
  return (Object.values(options).join(' / ') || productTitle).slice(0, productLimits.title);
}

/** How an order line names a variant: the product, and the variant where that says something else. */
export function soldTitle(productTitle: string, title: string): string {
  return title === productTitle ? title : `${productTitle} – ${title}`;
}

/** A variant as far as the price and stock of its product follow from it. */
interface Offer {
  readonly price: number;
  readonly inStock: boolean;
}

/** What lists show and sort by of a product's variants. @param offers at least one */
export function summarize(offers: readonly Offer[]): { minPrice: number; inStock: boolean } {
  return {
    minPrice: Math.min(...offers.map(({ price }) => price)),
    inStock: offers.some(({ inStock }) => inStock),
  };
}

/** A fault of one variant in a request. */
export interface VariantFault {
  readonly field: string;
  readonly code: 'duplicate' | 'invalid' | 'too_small';
  readonly message: string;
}

/** The part of a requested variant that must agree with itself and the others. */
interface RequestedVariant {
  readonly sku: string;
  readonly price: { readonly amount: number; readonly currency: string };
  readonly compareAtPrice?: { readonly amount: number; readonly currency: string } | null;
}

/** What is wrong with variants taken together: a SKU twice, prices in several currencies, a "before" below the price. */
export function variantFaults(variants: readonly RequestedVariant[]): VariantFault[] {
  const seen = new Set<string>();
  const currency = variants[0]?.price.currency;
  return variants.flatMap(({ sku, price, compareAtPrice }, index) => {
    const faults: VariantFault[] = [];
    const add = (name: string, code: VariantFault['code'], text: string): void => {
      const field = `variants.${index}.${name}`;
      faults.push({ field, code, message: `${field} ${text}` });
    };
    if (seen.has(sku)) add('sku', 'duplicate', 'is the SKU of another variant above');
    seen.add(sku);
    if (price.currency !== currency) add('price.currency', 'invalid', `must be ${currency}, as above`);
    if (compareAtPrice && compareAtPrice.currency !== price.currency)
      add('compareAtPrice.currency', 'invalid', `must be ${price.currency}, as the price`);
    else if (compareAtPrice && compareAtPrice.amount <= price.amount)
      add('compareAtPrice.amount', 'too_small', 'must be above the price');
    return faults;
  });
}
