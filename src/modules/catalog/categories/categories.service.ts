import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import { chooseSlug, slugCandidates, slugify } from '../../../kernel/slug.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { validationFailed } from '../../../platform/http/errors.js';
import { type Page, toPage } from '../../../platform/http/page.js';
import {
  categoryCycle,
  categoryNotEmpty,
  categoryNotFound,
  categorySlugTaken,
  categoryTooDeep,
} from '../catalog.errors.js';
import type {
  CategoriesQuery,
  CategoryView,
  UpdateCategoryRequest,
  WriteCategoryRequest,
} from './categories.dto.js';
import { CategoriesRepository } from './categories.repository.js';
import type { Category } from './category.entity.js';
import { categoryLimits, type CategoryTree } from './category.js';
import { viewCategory } from './category.view.js';
import { type ExpectedVersions, requireVersion } from '../../../platform/http/preconditions.js';

/** The tree of categories. Whoever changes it has it alone meanwhile. */
@Injectable()
export class CategoriesService {
  constructor(
    private readonly categories: CategoriesRepository,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  async page(query: CategoriesQuery): Promise<Page<CategoryView>> {
    return toPage(await this.categories.page(query, query.parentId), query, viewCategory);
  }

  /** @throws categoryNotFound */
  async get(id: string): Promise<CategoryView> {
    return viewCategory(await this.require(id));
  }

  /** @throws categorySlugTaken, categoryTooDeep; validationFailed when there is no such parent */
  async create(request: WriteCategoryRequest): Promise<CategoryView> {
    const { name, slug, parentId = null } = request;
    return this.transactions.run(async () => {
      const tree = await this.categories.lockTree();
      const id = newId();
      const now = this.clock.now();
      requirePlace(tree, id, parentId);
      const category: Category = {
        id,
        slug: await this.slugOf(name.trim(), slug, id),
        name: name.trim(),
        parentId,
        version: 1,
        createdAt: now,
        updatedAt: now,
      };
      await this.categories.add(category, tree.with(category));
      return viewCategory(category);
    });
  }

  /** @throws categoryNotFound, staleVersion, categorySlugTaken, categoryCycle, categoryTooDeep, validationFailed */
  async update(
    id: string,
    request: UpdateCategoryRequest,
    expected?: ExpectedVersions,
  ): Promise<CategoryView> {
    const { name, slug } = request;
    return this.transactions.run(async () => {
      const tree = await this.categories.lockTree();
      const category = await this.require(id, expected);
      const { parentId = category.parentId } = request;
      if (parentId !== category.parentId) requirePlace(tree, id, parentId);
      const next = {
        name: name?.trim() ?? category.name,
        slug: slug === undefined ? category.slug : await this.slugOf(category.name, slug, id),
        parentId,
      };
      if (next.name === category.name && next.slug === category.slug && parentId === category.parentId)
        return viewCategory(category);
      const moved = parentId === category.parentId ? undefined : tree.with({ id, parentId });
      const updatedAt = this.clock.now();
      return viewCategory(await this.categories.change(category, { ...next, updatedAt }, moved));
    });
  }

  /** Products of the category stay, without it. @throws categoryNotFound, staleVersion, categoryNotEmpty */
  async delete(id: string, expected?: ExpectedVersions): Promise<void> {
    await this.transactions.run(async () => {
      const tree = await this.categories.lockTree();
      await this.require(id, expected);
      if (tree.subtree(id).length > 1) throw categoryNotEmpty();
      await this.categories.remove(id);
    });
  }

  private async require(id: string, expected?: ExpectedVersions): Promise<Category> {
    const category = await this.categories.find(id);
    if (!category) throw categoryNotFound();
    requireVersion(category.version, expected);
    return category;
  }

  private async slugOf(name: string, given: string | undefined, id: string): Promise<string> {
    const base = given ?? (slugify(name) || 'category');
    const taken = await this.categories.takenSlugs(slugCandidates(base), id);
    if (given === undefined) return chooseSlug(base, taken, newId().slice(-6));
    if (!taken.has(given)) return given;
    const message = 'slug belongs to another category';
    throw categorySlugTaken(undefined, { fields: [{ field: 'slug', code: 'taken', message }] });
  }
}

/** Whether a category may be put there. */
function requirePlace(tree: CategoryTree, id: string, parentId: string | null): void {
  if (parentId !== null && !tree.has(parentId)) {
    const message = 'parentId names no category';
    throw validationFailed(message, { fields: [{ field: 'parentId', code: 'unknown', message }] });
  }
  if (tree.wouldCycle(id, parentId)) throw categoryCycle();
  if (tree.depthAt(id, parentId) > categoryLimits.depth)
    throw categoryTooDeep(`There are at most ${categoryLimits.depth} levels`);
}
