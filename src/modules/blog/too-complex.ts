import type { DomainError } from '../../kernel/errors.js';
import { contentTooComplex } from './blog.errors.js';

/** The refusal of a text, with the field at fault. */
export function tooComplex(reason: string, code = 'too_complex'): DomainError {
  return contentTooComplex(reason, { fields: [{ field: 'content', code, message: reason }] });
}

/** The refusal of a text whose parts are inside one another too often. */
export function tooDeep(): DomainError {
  return tooComplex('Its parts are nested too deeply');
}
