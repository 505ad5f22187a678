import { Injectable } from '@nestjs/common';
import type { DomainError } from '../../../kernel/errors.js';
import { isId, newId } from '../../../kernel/ids.js';
import { chooseSlug, slugCandidates, slugify } from '../../../kernel/slug.js';
import { validationFailed } from '../../../platform/http/errors.js';
import { CategoriesRepository } from '../categories/categories.repository.js';
import { productSlugTaken, skuTaken } from '../catalog.errors.js';
import type { Product } from './product.entity.js';
import { type Attributes, type ProductStatus, summarize, variantTitle } from './product.js';
import { ProductCategoriesRepository } from './product-categories.repository.js';
import { ProductSlugsRepository } from './product-slugs.repository.js';
import { ProductsRepository } from './products.repository.js';
import type { Variant } from './variant.entity.js';
import { VariantsRepository } from './variants.repository.js';

/** What a variant is to be; prices in minor units. */
export interface VariantDraft {
  readonly sku: string;
  readonly title: string | undefined;
  readonly options: Record<string, string>;
  readonly currency: string;
  readonly price: number;
  readonly compareAtPrice: number | null;
  /** The first stock of a new variant. */
  readonly onHand: number;
}

/** What a product is to be. */
export interface ProductDraft {
  readonly title: string;
  readonly description: string;
  /** undefined: made from the title. */
  readonly slug: string | undefined;
  readonly status: ProductStatus;
  /** Ids or slugs; undefined: they stay as they are. */
  readonly categories: readonly string[] | undefined;
  readonly attributes: Attributes;
  readonly images: string[];
  /** undefined: they stay as they are. */
  readonly variants: readonly VariantDraft[] | undefined;
}

/** Variants that were not there before, with their first stock. */
export type AddedVariant = Pick<Variant, 'id' | 'sku'> & { readonly onHand: number };

/** A product that was written. */
export interface WrittenProduct {
  readonly product: Product;
  readonly added: AddedVariant[];
}

/** Writes products with everything that belongs to them: slugs, variants, categories. Runs in a transaction. */
@Injectable()
export class ProductWriter {
  constructor(
    private readonly products: ProductsRepository,
    private readonly slugs: ProductSlugsRepository,
    private readonly variants: VariantsRepository,
    private readonly assignments: ProductCategoriesRepository,
    private readonly categories: CategoriesRepository,
  ) {}

  /** @throws productSlugTaken, skuTaken; validationFailed when a category is unknown */
  async create(
    draft: ProductDraft & { variants: readonly VariantDraft[] },
    now: Date,
  ): Promise<WrittenProduct> {
    const id = newId();
    const plan = await this.plan(draft.variants, draft.title, id, []);
    const product: Product = {
      id,
      ...(await this.textOf(draft, id)),
      ...offerOf(plan.all),
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    await this.products.add(product);
    await this.slugs.give(product.slug, id, now);
    await this.variants.add(plan.added);
    await this.categorize(id, draft.categories);
    return { product, added: plan.stock };
  }

  /**
   * Makes a product something else.
   * @param product locked
   * @throws productSlugTaken, skuTaken; validationFailed when a category is unknown
   */
  async rewrite(product: Product, draft: ProductDraft, now: Date): Promise<WrittenProduct> {
    const { id } = product;
    const existing = (await this.variants.of([id])).get(id) ?? [];
    const plan = draft.variants && (await this.plan(draft.variants, draft.title, id, existing));
    const offer = plan ? offerOf(plan.all) : {};
    const text = await this.textOf(draft, id, product.slug);
    const changed = await this.products.change(product, { ...text, ...offer, updatedAt: now });
    await this.slugs.give(changed.slug, id, now);
    if (plan) {
      const kept = new Set(plan.all.map((variant) => variant.id));
      await this.variants.remove(existing.filter((variant) => !kept.has(variant.id)));
      for (const variant of plan.kept) await this.variants.change(variant, variant);
      await this.variants.add(plan.added);
    }
    await this.categorize(id, draft.categories);
    return { product: changed, added: plan?.stock ?? [] };
  }

  /** Which variants there will be: those whose SKU the product has already stay what they are. */
  private async plan(
    drafts: readonly VariantDraft[],
    productTitle: string,
    productId: string,
    existing: readonly Variant[],
  ): Promise<{ all: Variant[]; kept: Variant[]; added: Variant[]; stock: AddedVariant[] }> {
    const skus = drafts.map(({ sku }) => sku);
    const taken = await this.variants.taken(skus, productId);
    if (taken.size > 0) throw takenSkus(skus, taken);
    const known = new Map(existing.map((variant) => [variant.sku, variant]));
    const all = drafts.map((draft, position): Variant => {
      const { sku, options, currency, price, compareAtPrice, onHand } = draft;
      const { id = newId(), inStock = onHand > 0, stockVersion = 0 } = known.get(sku) ?? {};
      const title = draft.title ?? variantTitle(productTitle, options);
      const rest = { options, currency, price, compareAtPrice, inStock, stockVersion };
      return { id, productId, position, sku, title, ...rest };
    });
    const added = all.filter(({ sku }) => !known.has(sku));
    return {
      all,
      kept: all.filter(({ sku }) => known.has(sku)),
      added,
      stock: added.map(({ id, sku, position }) => ({ id, sku, onHand: drafts[position]?.onHand ?? 0 })),
    };
  }

  private async categorize(productId: string, names: readonly string[] | undefined): Promise<void> {
    if (names === undefined) return;
    const found = await this.categories.findAll(names);
    const fields: { field: string; code: string; message: string }[] = [];
    const ids = names.map((name, index) => {
      const category = found.find(({ id, slug }) => (isId(name) ? id === name : slug === name));
      const field = `categories.${index}`;
      if (!category) fields.push({ field, code: 'unknown', message: `${field} names no category` });
      return category?.id ?? '';
    });
    if (fields.length > 0) throw validationFailed('There is no such category', { fields });
    await this.assignments.assign(productId, [...new Set(ids)]);
  }

  private async textOf(draft: ProductDraft, productId: string, slugOfToday?: string): Promise<Text> {
    const { title, description, status, attributes, images } = draft;
    const slug = await this.slugOf(draft, productId, slugOfToday);
    return { title, titleKey: slugify(title), description, slug, status, attributes, images };
  }

  private async slugOf(draft: ProductDraft, productId: string, slugOfToday?: string): Promise<string> {
    if (draft.slug !== undefined && draft.slug === slugOfToday) return draft.slug;
    const base = draft.slug ?? (slugify(draft.title) || 'product');
    const taken = await this.slugs.taken(slugCandidates(base), productId);
    if (draft.slug === undefined) return chooseSlug(base, taken, newId().slice(-6), slugOfToday);
    if (!taken.has(base)) return base;
    const message = 'slug belongs to another product, or led to it before';
    throw productSlugTaken(undefined, { fields: [{ field: 'slug', code: 'taken', message }] });
  }
}

type Text = Pick<Product, 'title' | 'titleKey' | 'description' | 'slug' | 'status' | 'attributes' | 'images'>;

function offerOf(variants: readonly Variant[]): Pick<Product, 'currency' | 'minPrice' | 'inStock'> {
  return { currency: variants[0]?.currency ?? '', ...summarize(variants) };
}

function takenSkus(skus: readonly string[], taken: ReadonlySet<string>): DomainError {
  const fields = skus.flatMap((sku, index) => {
    const field = `variants.${index}.sku`;
    return taken.has(sku) ? [{ field, code: 'taken', message: `${field} belongs to another product` }] : [];
  });
  return skuTaken(undefined, { fields });
}
