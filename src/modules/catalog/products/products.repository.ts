import { Injectable } from '@nestjs/common';
import {
  And,
  type FindOptionsWhere,
  In,
  LessThanOrEqual,
  MoreThanOrEqual,
  type SelectQueryBuilder,
} from 'typeorm';
import { isId } from '../../../kernel/ids.js';
import { ResponseCache } from '../../../platform/cache/response-cache.js';
import { mostly } from '../../../platform/database/dialect.js';
import { placesFor } from '../../../platform/database/direct-entity-manager.js';
import { ConcurrentUpdate, isDuplicate } from '../../../platform/database/errors.js';
import { type Searched, searchFilter, type WordsCondition } from '../../../platform/database/full-text.js';
import {
  type Condition,
  firstOf,
  keysetPage,
  plainKeysetPage,
  type PageRequest,
  type ScatteredFilter,
  type Slice,
  type Sorts,
} from '../../../platform/database/keyset.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { Category } from '../categories/category.entity.js';
import { CategoryAncestor } from '../categories/category-ancestor.entity.js';
import { cacheTags } from '../catalog.cache.js';
import { Product } from './product.entity.js';
import type { ProductStatus } from './product.js';
import { ProductCategory } from './product-category.entity.js';

/** Which products a list holds. */
export interface ProductFilter {
  readonly status: ProductStatus;
  /** Words that title and description hold together. */
  readonly text?: string;
  /** The id or slug of a category; what lies in categories below it counts. */
  readonly category?: string;
  /** Bounds of the price of the cheapest variant, in minor units. */
  readonly minPrice?: number;
  readonly maxPrice?: number;
  readonly currency?: string;
  readonly inStock?: boolean;
}

/** What may be changed of a product; its version follows by itself. */
export type ProductChange = Partial<Omit<Product, 'id' | 'version' | 'createdAt'>>;

const sorts: Sorts<Product> = {
  createdAt: { column: 'product.createdAt', type: 'timestamp', value: (product) => product.createdAt },
  updatedAt: { column: 'product.updatedAt', type: 'timestamp', value: (product) => product.updatedAt },
  price: { column: 'product.minPrice', type: 'integer', value: (product) => product.minPrice },
  title: { column: 'product.titleKey', type: 'text', value: (product) => product.titleKey },
};

const searched: Searched = {
  table: 'catalog_products',
  alias: 'product',
  columns: ['title', 'description'],
};

/** A page of no more products than this is read as it is, however large they are. */
const shortPage = 20;
/** What decides of the place of a product in a list. */
const placeColumns = ['id', 'createdAt', 'updatedAt', 'minPrice', 'titleKey'] as const;
/** About what a variant takes besides its texts. */
const variantBytes = 250;

/** The only code that queries products. */
@Injectable()
export class ProductsRepository {
  constructor(
    private readonly transactions: Transactions,
    private readonly cache: ResponseCache,
  ) {}

  async isEmpty(): Promise<boolean> {
    return !(await this.transactions.manager.existsBy(Product, {}));
  }

  async find(id: string): Promise<Product | null> {
    return isId(id) ? this.transactions.manager.findOneBy(Product, { id }) : null;
  }

  /** The product that has a slug now. */
  async findBySlug(slug: string): Promise<Product | null> {
    return this.transactions.manager.findOneBy(Product, { slug });
  }

  /**
   * Keeps a product and its variants as they are until the transaction ends: whoever else would change them waits.
   * @returns the product as it is then; null when there is none
   */
  async lock(id: string): Promise<Product | null> {
    const { affected } = await this.transactions.manager
      .createQueryBuilder()
      .update(Product)
      .set({ version: () => 'version' })
      .where({ id })
      .execute();
    return affected === 1 ? this.find(id) : null;
  }

  /** @throws ConcurrentUpdate when another product took the slug in the meantime */
  async add(product: Product): Promise<void> {
    await this.guarded(product, () => this.transactions.manager.insert(Product, product));
    this.changed(product.id);
  }

  /**
   * Changes a product that is still at the version it was read at.
   * @returns the product as it is then
   * @throws ConcurrentUpdate when it is not, or when another product took the slug in the meantime
   */
  async change(product: Product, change: ProductChange): Promise<Product> {
    const { id, version } = product;
    const next = { ...change, version: version + 1 };
    const { affected } = await this.guarded(product, () =>
      this.transactions.manager.update(Product, { id, version }, next),
    );
    if (affected !== 1) throw new ConcurrentUpdate(`product ${id}`);
    this.changed(id);
    return Object.assign(product, next);
  }

  /** Copies whether something of a locked product is in stock; that is no new version. */
  async setInStock(id: string, inStock: boolean): Promise<void> {
    await this.transactions.manager.update(Product, { id }, { inStock });
    this.changed(id);
  }

  async remove(id: string): Promise<void> {
    await this.transactions.manager.delete(Product, { id });
    this.changed(id);
  }

  /**
   * One statement; one more for a category or words, one more when the total is asked for, and two more for a page of more
   * than 20: that looks at how large the products are before it reads them, and may end early.
   * @param most bytes of a page, roughly
   */
  async page(request: PageRequest, filter: ProductFilter, most: number): Promise<Slice<Product>> {
    if (request.limit <= shortPage) return this.slice(request, filter);
    const places = await this.slice(request, filter, placeColumns);
    const ids = places.rows.map(({ id }) => id);
    const slice = firstOf(places, await this.fitting(ids, most));
    const found = await this.transactions.manager.findBy(Product, { id: In(slice.rows.map(({ id }) => id)) });
    const byId = new Map(found.map((product) => [product.id, product]));
    return { ...slice, rows: slice.rows.flatMap(({ id }) => byId.get(id) ?? []) };
  }

  /** How many of some products, from the first one on, take no more than so many bytes with their variants; at least one. */
  private async fitting(ids: readonly string[], most: number): Promise<number> {
    if (ids.length === 0) return 0;
    const sizes = await this.transactions.manager.rows<{ id: string; bytes: number | string }>(
      `SELECT product.id AS id,
         OCTET_LENGTH(product.description) + OCTET_LENGTH(product.attributes) + OCTET_LENGTH(product.images) + (
           SELECT SUM(OCTET_LENGTH(variant.title) + OCTET_LENGTH(variant.options) + ${variantBytes})
           FROM catalog_variants variant WHERE variant.product_id = product.id) AS bytes
       FROM catalog_products product WHERE product.id IN (${placesFor(ids)})`,
      [...ids],
    );
    const sizeOf = new Map(sizes.map(({ id, bytes }) => [id, Number(bytes)]));
    let bytes = 0;
    const over = ids.findIndex((id, place) => (bytes += sizeOf.get(id) ?? 0) > most && place > 0);
    return over < 0 ? ids.length : over;
  }

  private async slice(
    request: PageRequest,
    filter: ProductFilter,
    select?: readonly (keyof Product)[],
  ): Promise<Slice<Product>> {
    if (filter.text === undefined && filter.category === undefined)
      return plainKeysetPage(
        this.transactions.manager,
        { entity: Product, where: whereOf(filter), ...(select && { select }) },
        request,
        sorts,
      );
    const query = this.transactions.manager.getRepository(Product).createQueryBuilder('product');
    if (select) query.select(select.map((column) => `product.${column}`));
    query.where(mostly(query.dataSource, 'product.status = :status'), { status: filter.status });
    const { minPrice, maxPrice, currency, inStock } = filter;
    if (minPrice !== undefined) query.andWhere('product.minPrice >= :minPrice', { minPrice });
    if (maxPrice !== undefined) query.andWhere('product.minPrice <= :maxPrice', { maxPrice });
    if (currency !== undefined) query.andWhere('product.currency = :currency', { currency });
    if (inStock !== undefined) query.andWhere('product.inStock = :inStock', { inStock });
    return keysetPage(query, request, sorts, scatteredFilter(query, filter));
  }

  private changed(id: string): void {
    this.cache.invalidate(cacheTags.products, cacheTags.product(id));
  }

  private async guarded<T>({ slug }: Product, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      throw isDuplicate(error) ? new ConcurrentUpdate(`slug ${slug}`) : error;
    }
  }
}

function whereOf({
  status,
  minPrice,
  maxPrice,
  currency,
  inStock,
}: ProductFilter): FindOptionsWhere<Product> {
  const where: FindOptionsWhere<Product> = { status };
  if (minPrice !== undefined && maxPrice !== undefined)
    where.minPrice = And(MoreThanOrEqual(minPrice), LessThanOrEqual(maxPrice));
  else if (minPrice !== undefined) where.minPrice = MoreThanOrEqual(minPrice);
  else if (maxPrice !== undefined) where.minPrice = LessThanOrEqual(maxPrice);
  if (currency !== undefined) where.currency = currency;
  if (inStock !== undefined) where.inStock = inStock;
  return where;
}

/** What lies in a category and what holds some words is scattered over all orders. */
function scatteredFilter(
  query: SelectQueryBuilder<Product>,
  { text, category }: ProductFilter,
): ScatteredFilter<WordsCondition> {
  const words = text === undefined ? undefined : searchFilter(query.dataSource, searched, text);
  if (category === undefined && words) return words;
  const within = categoryConditions(query, category ?? '');
  if (!words) return { each: [within.each], parts: [], collect: () => [within.all] };
  const { near, ways } = words;
  return {
    // In this order: whether a row holds words is told faster than where it lies.
    each: [...words.each, within.each],
    parts: words.parts,
    ...(near && { near: { ...near, conditions: [...near.conditions, within.each] } }),
    collect: (parts) => [within.all, ...words.collect(parts)],
    // SQLite would make a list of the whole category.
    ...(ways && {
      ways: (parts) => ways(parts).map((way) => ({ ...way, conditions: [...way.conditions, within.each] })),
    }),
  };
}

/** Products in a category and in all that lie below it: the ancestors are stored, so nothing is walked through. */
function categoryConditions(
  query: SelectQueryBuilder<Product>,
  category: string,
): { each: Condition; all: Condition } {
  const links = query
    .subQuery()
    .from(ProductCategory, 'link')
    .innerJoin(CategoryAncestor, 'path', 'path.categoryId = link.categoryId')
    .innerJoin(Category, 'root', 'root.id = path.ancestorId')
    .where(isId(category) ? 'root.id = :category' : 'root.slug = :category');
  const ofProduct = links.clone().andWhere('link.productId = product.id').select('COUNT(*)');
  const parameters = { category };
  return {
    // A number cannot be turned into a join, which would begin with the category.
    each: { sql: `${ofProduct.getQuery()} > 0`, parameters },
    all: { sql: `product.id IN ${links.select('link.productId').getQuery()}`, parameters },
  };
}
