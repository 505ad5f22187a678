import { Injectable } from '@nestjs/common';
import {
  And,
  type FindOptionsWhere,
  LessThanOrEqual,
  MoreThanOrEqual,
  type SelectQueryBuilder,
} from 'typeorm';
import { isId } from '../../../kernel/ids.js';
import { ResponseCache } from '../../../platform/cache/response-cache.js';
import { mostly } from '../../../platform/database/dialect.js';
import { ConcurrentUpdate, isDuplicate } from '../../../platform/database/errors.js';
import { type Searched, searchFilter, type WordsCondition } from '../../../platform/database/full-text.js';
import {
  type Condition,
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

  /** One statement; one more for a category or words, and one more when the total is asked for. */
  async page(request: PageRequest, filter: ProductFilter): Promise<Slice<Product>> {
    if (filter.text === undefined && filter.category === undefined)
      return plainKeysetPage(
        this.transactions.manager,
        { entity: Product, where: whereOf(filter) },
        request,
        sorts,
      );
    const query = this.transactions.manager.getRepository(Product).createQueryBuilder('product');
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
