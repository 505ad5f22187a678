import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError, type ValidatorOptions } from 'class-validator';
import type { FieldError } from '../../kernel/errors.js';
import { validationFailed } from './errors.js';
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
  whitelistValidation: 'unknown_field',
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

/** What a DTO declares a field to be, by its class and the name of the field: looking it up takes longer than using it. */
const declared = new Map<Type, Map<string, unknown>>();

function typeOf(shape: Type, name: string): unknown {
  const types = declared.get(shape) ?? new Map<string, unknown>();
  declared.set(shape, types);
  // Names that nobody declared are not kept: clients make them up.
  const type =
    types.get(name) ?? (Reflect.getMetadata('design:type', shape.prototype as object, name) as unknown);
  if (type !== undefined) types.set(name, type);
  return type;
}

/** Query values arrive as text; a number or boolean is read strictly by the type that the DTO declares. */
function readQuery(query: object, shape: Type): object {
  if (Object.hasOwn(query, '__proto__'))
    throw validationFailed('property __proto__ should not exist', {
      fields: [{ field: '__proto__', code: 'unknown_field', message: 'property __proto__ should not exist' }],
    });
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(query) as [string, unknown][]) {
    const type = typeOf(shape, name);
    if (type === Number && typeof value === 'string' && /^-?\d{1,15}$/.test(value))
      read[name] = Number(value);
    else if (type === Boolean && (value === 'true' || value === 'false')) read[name] = value === 'true';
    else read[name] = value;
  }
  return read;
}

/**
 * class-validator looks names up in a plain object, where `constructor` and `toString` are always found; Nest drops some
 * of them in silence, at any depth.
 */
function refuseInherited(input: unknown): void {
  const fields = inheritedNames(input).map((field) => ({
    field,
    code: 'unknown_field',
    message: `property ${field} should not exist`,
  }));
  if (fields.length > 0) throw validationFailed(fields.map(({ message }) => message).join('; '), { fields });
}

/** How many objects and lists may lie in each other. Everything that reads input does so by recursion. */
const depthLimit = 32;

function inheritedNames(input: unknown, path: readonly string[] = []): string[] {
  if (typeof input !== 'object' || input === null) return [];
  if (path.length > depthLimit) {
    const message = `${path[0]} is nested more than ${depthLimit} levels deep`;
    throw validationFailed(message, { fields: [{ field: path[0] ?? '', code: 'too_complex', message }] });
  }
  return Object.entries(input).flatMap(([name, value]) => {
    const place = [...path, name];
    return [...(name in Object.prototype ? [place.join('.')] : []), ...inheritedNames(value, place)];
  });
}

/** An address holds no objects: only bodies need class-transformer to make those that lie in others. */
function instanceOf(shape: Type<object>, type: ArgumentMetadata['type'], given: object): object {
  if (type === 'body') return plainToInstance(shape, given);
  return Object.assign(new shape(), type === 'query' ? readQuery(given, shape) : given);
}

/** What needs no DTO: values that a decorator of ours injects, and single texts. */
const unchecked = new Set<unknown>([undefined, Object, String]);

rememberRules();

const rules: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
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
      throw validationFailed('The body must be a JSON object', {
        fields: [{ field: '', code: 'wrong_type', message: 'a JSON object is expected' }],
      });
    refuseInherited(given);
    const input = instanceOf(metatype as Type<object>, type, given);
    const fields = toFieldErrors(validateSync(input, rules));
    if (fields.length > 0)
      throw validationFailed(fields.map((fault) => fault.message).join('; '), { fields });
    return input;
  }
}
