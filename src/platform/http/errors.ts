import { defineError } from '../../kernel/errors.js';

/** Errors of the HTTP layer itself; every route may answer with them. */
export const validationFailed = defineError('validation_failed', 400, 'The input is not valid');
export const malformedRequest = defineError('malformed_request', 400, 'The request cannot be read');
export const notFound = defineError('not_found', 404, 'There is nothing here');
export const methodNotAllowed = defineError('method_not_allowed', 405, 'The path does not take this method');
export const requestTimeout = defineError('request_timeout', 408, 'The request took too long to arrive');
export const staleVersion = defineError('stale_version', 412, 'The resource has changed since you read it');
export const preconditionRequired = defineError(
  'precondition_required',
  428,
  'Say which version you change: send If-Match',
);
export const payloadTooLarge = defineError('payload_too_large', 413, 'The body is too large');
export const uriTooLong = defineError('uri_too_long', 414, 'The address is too long');
export const unsupportedMediaType = defineError(
  'unsupported_media_type',
  415,
  'The body must be application/json',
);
export const headersTooLarge = defineError('headers_too_large', 431, 'The headers are too large');
export const rateLimited = defineError('rate_limited', 429, 'Too many requests');
export const internalError = defineError('internal_error', 500, 'Something went wrong on our side');
export const unavailable = defineError('unavailable', 503, 'Not available right now, try again later');
