import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { isId } from '../../../kernel/ids.js';
import { ResponseCache } from '../../../platform/cache/response-cache.js';
import { ConcurrentUpdate, isDuplicate } from '../../../platform/database/errors.js';
import { keysetPage, type PageRequest, type Slice, type Sorts } from '../../../platform/database/keyset.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { cacheTags } from '../catalog.cache.js';
import { Category } from './category.entity.js';
import { CategoryAncestor } from './category-ancestor.entity.js';
import { CategoryTree, type Place } from './category.js';

/** By slug: in every database the same order, whatever the case of the names. */
const sorts: Sorts<Category> = {
  name: { column: 'category.slug', type: 'text', value: (category) => category.slug },
};

/** The only code that queries categories. */
@Injectable()
export class CategoriesRepository {
  constructor(
    private readonly transactions: Transactions,
    private readonly cache: ResponseCache,
  ) {}

  async find(id: string): Promise<Category | null> {
    return this.transactions.manager.findOneBy(Category, { id });
  }

  /** Categories by their ids or slugs, mixed; those that nobody has are left out. */
  async findAll(names: readonly string[]): Promise<Category[]> {
    if (names.length === 0) return [];
    const where = [{ id: In(names.filter(isId)) }, { slug: In([...names]) }];
    return this.transactions.manager.findBy(Category, where);
  }

  /** Those of some slugs that belong to other categories. */
  async takenSlugs(slugs: readonly string[], id: string): Promise<Set<string>> {
    const rows = await this.transactions.manager.findBy(Category, { slug: In([...slugs]) });
    return new Set(rows.filter((row) => row.id !== id).map(({ slug }) => slug));
  }

  /** One statement, and one more when the total is asked for. @param parentId only those that lie directly in it */
  async page(request: PageRequest, parentId?: string): Promise<Slice<Category>> {
    const query = this.transactions.manager.getRepository(Category).createQueryBuilder('category');
    if (parentId !== undefined) query.where('category.parentId = :parentId', { parentId });
    return keysetPage(query, request, sorts);
  }

  /**
   * Reads the whole tree and keeps it as it is until the transaction ends: whoever else would change it waits. Two moves
   * that are harmless one by one could else close a circle together.
   */
  async lockTree(): Promise<CategoryTree> {
    const { manager } = this.transactions;
    await manager
      .createQueryBuilder()
      .update(Category)
      .set({ version: () => 'version' })
      .where('1 = 1')
      .execute();
    return new CategoryTree(await manager.find(Category, { select: { id: true, parentId: true } }));
  }

  /** @throws ConcurrentUpdate when another category took the slug in the meantime */
  async add(category: Category, tree: CategoryTree): Promise<void> {
    await this.guarded(category.slug, () => this.transactions.manager.insert(Category, category));
    this.cache.invalidate(cacheTags.categories);
    await this.place(category, tree);
  }

  /**
   * Changes a category that is still at the version it was read at.
   * @param tree the tree with the category at its new place; absent when it stays where it is
   * @throws ConcurrentUpdate when it is not, or when another category took the slug in the meantime
   */
  async change(
    category: Category,
    change: Partial<Pick<Category, 'name' | 'slug' | 'parentId' | 'updatedAt'>>,
    tree?: CategoryTree,
  ): Promise<Category> {
    const { id, version } = category;
    const next = { ...change, version: version + 1 };
    const { affected } = await this.guarded(change.slug ?? category.slug, () =>
      this.transactions.manager.update(Category, { id, version }, next),
    );
    if (affected !== 1) throw new ConcurrentUpdate(`category ${id}`);
    this.cache.invalidate(cacheTags.categories);
    const changed = Object.assign(category, next);
    if (tree) await this.place(changed, tree);
    return changed;
  }

  async remove(id: string): Promise<void> {
    await this.transactions.manager.delete(Category, { id });
    this.cache.invalidate(cacheTags.categories);
  }

  /** Writes down what a category and all that lies below it lie below now. */
  private async place({ id }: Place, tree: CategoryTree): Promise<void> {
    const { manager } = this.transactions;
    const moved = tree.subtree(id);
    const rows = moved.flatMap((categoryId) =>
      tree.lineage(categoryId).map((ancestorId) => ({ ancestorId, categoryId })),
    );
    await manager.delete(CategoryAncestor, { categoryId: In(moved) });
    await manager.insert(CategoryAncestor, rows);
  }

  private async guarded<T>(slug: string, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      throw isDuplicate(error) ? new ConcurrentUpdate(`slug ${slug}`) : error;
    }
  }
}
