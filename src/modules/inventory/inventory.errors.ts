import { defineError } from '../../kernel/errors.js';

export const skuNotFound = defineError('sku_not_found', 404, 'There is no stock of this SKU');
export const stockHeld = defineError('stock_held', 409, 'That many units are not free: orders hold them');
export const stockTooLarge = defineError('stock_too_large', 409, 'Stock cannot be counted beyond this');
export const holdConflict = defineError(
  'hold_conflict',
  409,
  'The order holds other stock, or its hold has ended',
);
