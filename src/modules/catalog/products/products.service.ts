import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { payloadTooLarge, validationFailed } from '../../../platform/http/errors.js';
import { productNotFound } from '../catalog.errors.js';
import { FirstStock } from '../stock/first-stock.service.js';
import type { Product } from './product.entity.js';
import { productLimits, variantFaults } from './product.js';
import { ProductReader } from './product-reader.service.js';
import {
  type ProductDraft,
  ProductWriter,
  type VariantDraft,
  type WrittenProduct,
} from './product-writer.service.js';
import type {
  CreateProductRequest,
  NewVariantRequest,
  ProductView,
  ReplaceProductRequest,
  UpdateProductRequest,
} from './products.dto.js';
import { ProductsRepository } from './products.repository.js';
import { type ExpectedVersions, requireVersion } from '../../../platform/http/preconditions.js';

/** Writing products. */
@Injectable()
export class ProductsService {
  constructor(
    private readonly products: ProductsRepository,
    private readonly writer: ProductWriter,
    private readonly reader: ProductReader,
    private readonly firstStock: FirstStock,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds a product, and its first stock: that is received once the product is stored, and by event should this process
   * not live to see it.
   * @throws productSlugTaken, skuTaken, validationFailed, payloadTooLarge
   */
  async create(request: CreateProductRequest): Promise<ProductView> {
    const draft = { ...draftOf(request), variants: draftVariants(request.variants) };
    return this.transactions.run(async () => this.finish(await this.writer.create(draft, this.clock.now())));
  }

  /** @throws productNotFound, staleVersion, productSlugTaken, skuTaken, validationFailed, payloadTooLarge */
  async replace(
    id: string,
    request: ReplaceProductRequest,
    expected?: ExpectedVersions,
  ): Promise<ProductView> {
    const draft = { ...draftOf(request), variants: draftVariants(request.variants) };
    return this.rewrite(id, expected, () => draft);
  }

  /** @throws productNotFound, staleVersion, productSlugTaken, skuTaken, validationFailed, payloadTooLarge */
  async update(id: string, request: UpdateProductRequest, expected?: ExpectedVersions): Promise<ProductView> {
    const { title, variants, ...rest } = request;
    const changed = variants && draftVariants(variants);
    return this.rewrite(id, expected, (product) => ({
      description: product.description,
      slug: product.slug,
      status: product.status,
      attributes: product.attributes,
      images: product.images,
      categories: undefined,
      ...withoutUndefined(rest),
      title: title?.trim() ?? product.title,
      variants: changed,
    }));
  }

  /** Orders keep what they sold of it. @throws productNotFound, staleVersion */
  async delete(id: string, expected?: ExpectedVersions): Promise<void> {
    await this.transactions.run(async () => {
      await this.lock(id, expected);
      await this.products.remove(id);
    });
  }

  private async rewrite(
    id: string,
    expected: ExpectedVersions,
    merge: (product: Product) => ProductDraft,
  ): Promise<ProductView> {
    return this.transactions.run(async () => {
      const product = await this.lock(id, expected);
      return this.finish(await this.writer.rewrite(product, merge(product), this.clock.now()));
    });
  }

  private async finish({ product, added }: WrittenProduct): Promise<ProductView> {
    await this.firstStock.announce(product.id, added);
    const view = await this.reader.view(product);
    if (Buffer.byteLength(JSON.stringify(view)) <= productLimits.bytes) return view;
    throw payloadTooLarge(
      `A product takes ${productLimits.bytes / 1_024} KiB at most, with all its variants`,
    );
  }

  private async lock(id: string, expected: ExpectedVersions): Promise<Product> {
    const product = await this.products.lock(id);
    if (!product) throw productNotFound();
    requireVersion(product.version, expected);
    return product;
  }
}

function draftOf(request: CreateProductRequest | ReplaceProductRequest): Omit<ProductDraft, 'variants'> {
  const { title, description, slug, status, categories, attributes, images } = request;
  return {
    title: title.trim(),
    description: description ?? '',
    slug,
    status: status ?? 'draft',
    categories: categories ?? [],
    attributes: attributes ?? {},
    images: images ?? [],
  };
}

/** @throws validationFailed when the variants do not go together */
function draftVariants(variants: readonly NewVariantRequest[]): VariantDraft[] {
  const fields = variantFaults(variants);
  if (fields.length > 0) throw validationFailed(fields.map(({ message }) => message).join('; '), { fields });
  return variants.map(({ sku, title, options, price, compareAtPrice, onHand }) => ({
    sku,
    title: title?.trim(),
    options: options ?? {},
    currency: price.currency,
    price: price.amount,
    compareAtPrice: compareAtPrice?.amount ?? null,
    onHand: onHand ?? 0,
  }));
}

function withoutUndefined<T extends object>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
