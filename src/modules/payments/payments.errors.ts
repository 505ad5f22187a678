import { defineError } from '../../kernel/errors.js';

export const paymentNotFound = defineError('payment_not_found', 404, 'There is no such payment');
export const paymentStatusConflict = defineError(
  'payment_status_conflict',
  409,
  'The payment is not in a status that allows this',
);
export const amountTooLarge = defineError(
  'amount_too_large',
  409,
  'The amount is above what is left of the payment',
);
export const providerNotFound = defineError(
  'payment_provider_not_found',
  404,
  'Payments do not go through this provider',
);
export const webhookSignatureInvalid = defineError(
  'webhook_signature_invalid',
  401,
  'The message is not signed by the provider, or it is too old',
);
export const paymentRefused = defineError('payment_refused', 409, 'The payment provider refused this');
