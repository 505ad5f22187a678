import { HttpException } from '@nestjs/common';
import { DomainError, type ErrorFactory, type FieldError } from '../../kernel/errors.js';
import type { JsonObject } from '../../kernel/json.js';
import { databaseBusy, isTransient, isUnreachable } from '../database/errors.js';
import * as errors from './errors.js';

/** The media type of error answers (RFC 9457). */
export const problemType = 'application/problem+json; charset=utf-8';

/** A problem document (RFC 9457) with a stable `code`, the request's id and the faults by field. */
export interface Problem extends JsonObject {
  type: string;
  title: string;
  status: number;
  detail?: string;
  instance: string;
  code: string;
  requestId: string;
}

/** Where a problem happened: the path without its query, which may hold personal data. */
export interface Occurrence {
  readonly path: string;
  readonly requestId: string;
}

/** The answer that a client gets for an error. */
export function toProblem(error: DomainError, occurrence: Occurrence): Problem {
  const { code, status, title } = error.definition;
  return {
    type: `urn:mainstay:problem:${code}`,
    title,
    status,
    detail: error.detail,
    instance: occurrence.path,
    code,
    requestId: occurrence.requestId,
    ...error.extensions,
    ...(error.fields.length > 0 ? { errors: error.fields.map((field: FieldError) => ({ ...field })) } : {}),
  };
}

const byStatus = new Map<number, ErrorFactory>(
  [
    errors.malformedRequest,
    errors.notFound,
    errors.requestTimeout,
    errors.payloadTooLarge,
    errors.uriTooLong,
    errors.unsupportedMediaType,
    errors.rateLimited,
    errors.headersTooLarge,
    errors.unavailable,
  ].map((factory) => [factory.definition.status, factory]),
);

/** Makes a {@link DomainError} of anything thrown; what is unknown becomes `internal_error` and keeps its cause. */
export function toDomainError(thrown: unknown): DomainError {
  if (thrown instanceof DomainError) return thrown;
  if (isTransient(thrown) || isUnreachable(thrown))
    return databaseBusy(undefined, { headers: { 'retry-after': '1' }, cause: thrown });
  const status = statusOf(thrown);
  const factory = byStatus.get(status) ?? (status < 500 ? errors.malformedRequest : errors.internalError);
  // Of addresses the message repeats what was sent.
  const tellable = status < 500 && status !== 404 && status !== 414;
  const message = thrown instanceof Error && tellable ? thrown.message : undefined;
  return factory(message, { cause: thrown });
}

function statusOf(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const { statusCode, code } = (thrown ?? {}) as { statusCode?: unknown; code?: unknown };
  const fromFastify = typeof code === 'string' && code.startsWith('FST_') && typeof statusCode === 'number';
  return fromFastify ? statusCode : 500;
}
