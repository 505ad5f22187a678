import { defineError } from '../../../kernel/errors.js';

export const idempotencyKeyRequired = defineError(
  'idempotency_key_required',
  400,
  'This request needs an Idempotency-Key header',
);
export const idempotencyKeyInvalid = defineError(
  'idempotency_key_invalid',
  400,
  'Idempotency-Key must be 1 to 255 visible ASCII characters',
);
export const idempotencyKeyReused = defineError(
  'idempotency_key_reused',
  422,
  'This Idempotency-Key was used for another request',
);
export const idempotencyAnswerWithheld = defineError(
  'idempotency_answer_withheld',
  409,
  'This Idempotency-Key was answered before, and is too easy to guess to be told the answer again',
);
export const idempotencyInProgress = defineError(
  'idempotency_in_progress',
  409,
  'A request with this Idempotency-Key is still running',
);
