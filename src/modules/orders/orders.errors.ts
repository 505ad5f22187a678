import { defineError } from '../../kernel/errors.js';

/** Also the answer about a cart of somebody else. */
export const cartNotFound = defineError('cart_not_found', 404, 'There is no such cart');
export const cartItemNotFound = defineError('cart_item_not_found', 404, 'There is no such item in the cart');
export const cartFull = defineError('cart_full', 409, 'A cart holds no more different items than this');
export const cartInCheckout = defineError(
  'cart_in_checkout',
  409,
  'Another order of this cart is still under way',
);
export const cartEmpty = defineError('cart_empty', 409, 'The cart is empty');
export const unknownSku = defineError('unknown_sku', 400, 'There is no product with this SKU');
export const notForSale = defineError('not_for_sale', 409, 'This product is not for sale');
export const mixedCurrency = defineError('mixed_currency', 409, 'One order has one currency');
export const insufficientStock = defineError('insufficient_stock', 409, 'There is not enough in stock');
export const tooManyUnpaidOrders = defineError(
  'too_many_unpaid_orders',
  409,
  'Too much was ordered and not paid',
);
export const paymentDeclined = defineError('payment_declined', 402, 'The payment was declined');
export const paymentInProgress = defineError(
  'payment_in_progress',
  409,
  'Another payment of this order is still under way',
);
export const holdExpired = defineError('hold_expired', 409, 'The stock is not held for this order any more');
/** Also the answer about an order of somebody else. */
export const orderNotFound = defineError('order_not_found', 404, 'There is no such order');
export const orderStatusConflict = defineError(
  'order_status_conflict',
  409,
  'The order is not in a status that allows this',
);
export const fulfillmentTooLarge = defineError(
  'fulfillment_too_large',
  409,
  'More would be fulfilled than was ordered',
);
