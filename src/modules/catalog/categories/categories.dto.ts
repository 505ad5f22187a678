import {
  IdField,
  IntegerField,
  SlugField,
  TextField,
  TimestampField,
} from '../../../platform/http/fields.js';
import { pageQuery } from '../../../platform/http/page.js';
import { categoryLimits } from './category.js';

/** A category of products. */
export class CategoryView {
  @IdField()
  id: string;

  @TextField({ example: 'kitchen-linen' })
  slug: string;

  @TextField({ example: 'Kitchen linen' })
  name: string;

  @IdField({ nullable: true, description: 'the category that it lies in; null at the top' })
  parentId: string | null;

  @TimestampField()
  createdAt: string;

  @TimestampField()
  updatedAt: string;

  @IntegerField({ min: 1 })
  version: number;
}

/** A category as products name it. */
export class CategoryReference {
  @IdField()
  id: string;

  @TextField({ example: 'kitchen-linen' })
  slug: string;

  @TextField({ example: 'Kitchen linen' })
  name: string;
}

export class CategoryParameters {
  @IdField()
  id: string;
}

export class CategoriesQuery extends pageQuery(['name', '-name']) {
  @IdField({ optional: true, description: 'only those that lie directly in this category' })
  parentId?: string;
}

export class WriteCategoryRequest {
  @TextField({ min: 1, max: categoryLimits.name, pattern: /\S/, example: 'Kitchen linen' })
  name: string;

  @SlugField({ optional: true, description: 'by default made from the name' })
  slug?: string;

  @IdField({ optional: true, nullable: true, description: 'the category that it lies in' })
  parentId?: string | null;
}

/** Parts of a category: what is left out stays. */
export class UpdateCategoryRequest {
  @TextField({ min: 1, max: categoryLimits.name, pattern: /\S/, optional: true })
  name?: string;

  @SlugField({ optional: true })
  slug?: string;

  @IdField({
    optional: true,
    nullable: true,
    description: 'moves it with all that lies below it; null: to the top',
  })
  parentId?: string | null;
}
