import type { CategoryView } from './categories.dto.js';
import type { Category } from './category.entity.js';

/** A category as clients see it. */
export function viewCategory(category: Category): CategoryView {
  const { id, slug, name, parentId, createdAt, updatedAt, version } = category;
  return {
    id,
    slug,
    name,
    parentId,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    version,
  };
}
