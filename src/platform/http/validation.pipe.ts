import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { validateSync, type ValidationError, type ValidatorOptions } from 'class-validator';
import type { FieldError } from '../../kernel/errors.js';
import { validationFailed } from './errors.js';
import { readInput, toldFaults } from './read-input.js';
import { rememberRules } from './remembered-rules.js';

/** Stable codes for class-validator's rules; what is not listed is `invalid`. */
const codes: Readonly<Record<string, string>> = {
  isString: 'wrong_type',
  isInt: 'wrong_type',
  isBoolean: 'wrong_type',
  isArray: 'wrong_type',
  isObject: 'wrong_type',
  nestedValidation: 'wrong_type',
  minLength: 'too_short',
  maxLength: 'too_long',
  min: 'too_small',
  max: 'too_large',
  arrayMinSize: 'too_few',
  arrayMaxSize: 'too_many',
  arrayUnique: 'duplicate',
  isIn: 'unknown_value',
  matches: 'wrong_format',
  isEmail: 'wrong_format',
  isId: 'wrong_format',
  isSlug: 'wrong_format',
  isMap: 'wrong_format',
  isTimestamp: 'wrong_format',
  isUncommonPassword: 'common_password',
  isCleanText: 'wrong_characters',
};

/** The faults of an input as a flat list; a nested field is named by its path (`lines.0.sku`). */
export function toFieldErrors(faults: readonly ValidationError[], parent = ''): FieldError[] {
  return faults.flatMap((fault) => {
    const path = parent === '' ? fault.property : `${parent}.${fault.property}`;
    if (fault.children && fault.children.length > 0) return toFieldErrors(fault.children, path);
    if (fault.value === undefined) return [{ field: path, code: 'required', message: `${path} is required` }];
    const [rule, message] = Object.entries(fault.constraints ?? {}).at(0) ?? ['', `${path} is not valid`];
    return [{ field: path, code: codes[rule] ?? 'invalid', message }];
  });
}

/** What needs no DTO: values that a decorator of ours injects, and single texts. */
const unchecked = new Set<unknown>([undefined, Object, String]);

rememberRules();

const rules: ValidatorOptions = {
  forbidUnknownValues: true,
  stopAtFirstError: true,
  validationError: { target: false },
};

/**
 * Validates every input against its DTO; unknown fields are refused, never dropped in silence. None of the rules waits for
 * anything, so neither does the request.
 */
@Injectable()
export class InputPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type === 'custom' || metatype === undefined || unchecked.has(metatype)) return value;
    // No body at all is an object without fields: whether that will do is for the DTO to say.
    const given = type === 'body' && value === undefined ? {} : value;
    if (typeof given !== 'object' || given === null || Array.isArray(given))
      throw refusal([{ field: '', code: 'wrong_type', message: 'The body must be a JSON object' }]);
    const { input, unknown } = readInput(metatype as Type<object>, given, type);
    // That many unknown names say enough.
    const faults = unknown.length > toldFaults ? [] : toFieldErrors(validateSync(input, rules));
    if (unknown.length + faults.length > 0) throw refusal([...unknown, ...faults]);
    return input;
  }
}

/** The answer to a faulty input: its first faults, in `detail` as in `errors`. */
function refusal(faults: readonly FieldError[]): Error {
  const fields = faults.slice(0, toldFaults);
  const more = faults.length > fields.length ? ['and more'] : [];
  return validationFailed([...fields.map(({ message }) => message), ...more].join('; '), { fields });
}
