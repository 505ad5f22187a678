import { defineError } from '../../kernel/errors.js';

/** Also the answer about a product that the caller may not know of. */
export const productNotFound = defineError('product_not_found', 404, 'There is no such product');
export const skuTaken = defineError('sku_taken', 409, 'Another variant has this SKU');
export const productSlugTaken = defineError('product_slug_taken', 409, 'Another product has this slug');
export const categoryNotFound = defineError('category_not_found', 404, 'There is no such category');
export const categorySlugTaken = defineError('category_slug_taken', 409, 'Another category has this slug');
export const categoryCycle = defineError('category_cycle', 409, 'A category cannot lie below itself');
export const categoryNotEmpty = defineError('category_not_empty', 409, 'Categories below it must go first');
export const categoryTooDeep = defineError(
  'category_too_deep',
  409,
  'Categories do not nest deeper than this',
);
