import type { JsonObject } from './json.js';

/** What a kind of error always says: a stable code, its HTTP status and a short title. */
export interface ErrorDefinition {
  readonly code: string;
  readonly status: number;
  readonly title: string;
}

/** One fault in the input: the field by its path (`tags.0`), a stable code and a sentence for people. */
export interface FieldError {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** What one occurrence of an error adds to its definition. */
export interface ErrorExtras {
  readonly fields?: readonly FieldError[];
  /** Further members of the problem document (RFC 9457, section 3.2). */
  readonly extensions?: JsonObject;
  /** Response headers that belong to this error, such as `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** An error that a client may see. Everything else that is thrown becomes a 500 without details. */
export class DomainError extends Error {
  readonly fields: readonly FieldError[];
  readonly extensions: JsonObject;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly definition: ErrorDefinition,
    readonly detail?: string,
    extras: ErrorExtras = {},
  ) {
    super(detail ?? definition.title, { cause: extras.cause });
    this.name = 'DomainError';
    this.fields = extras.fields ?? [];
    this.extensions = extras.extensions ?? {};
    this.headers = extras.headers ?? {};
  }
}

/** Makes errors of one kind; carries the definition, so that routes can document it. */
export interface ErrorFactory {
  (detail?: string, extras?: ErrorExtras): DomainError;
  readonly definition: ErrorDefinition;
}

/** Declares a kind of error. Codes are part of the API: never rename one. */
export function defineError(code: string, status: number, title: string): ErrorFactory {
  const definition = { code, status, title };
  const factory = (detail?: string, extras?: ErrorExtras): DomainError =>
    new DomainError(definition, detail, extras);
  return Object.assign(factory, { definition });
}

/** Whether an error is of the kind that a factory makes, also after it crossed a process boundary. */
export function isError(error: unknown, factory: ErrorFactory): error is DomainError {
  return error instanceof DomainError && error.definition.code === factory.definition.code;
}
