import { type ArgumentMetadata, Injectable, ValidationPipe, type ValidationError } from '@nestjs/common';
import { validateSync, type ValidatorOptions } from 'class-validator';
import type { FieldError } from '../../kernel/errors.js';
import { validationFailed } from './errors.js';

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

/** Query values arrive as text; a number or boolean is read strictly by the type that the DTO declares. */
function readQuery(query: unknown, shape: { prototype: object }): unknown {
  if (typeof query !== 'object' || query === null) return query;
  if (Object.hasOwn(query, '__proto__'))
    throw validationFailed('property __proto__ should not exist', {
      fields: [{ field: '__proto__', code: 'unknown_field', message: 'property __proto__ should not exist' }],
    });
  return Object.fromEntries(
    Object.entries(query).map(([name, value]: [string, unknown]) => {
      const type: unknown = Reflect.getMetadata('design:type', shape.prototype, name);
      if (type === Number && typeof value === 'string' && /^-?\d{1,15}$/.test(value))
        return [name, Number(value)];
      if (type === Boolean && (value === 'true' || value === 'false')) return [name, value === 'true'];
      return [name, value];
    }),
  );
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

/** Validates every input against its DTO; unknown fields are refused, never dropped in silence. */
@Injectable()
export class InputPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      stopAtFirstError: true,
      exceptionFactory: (faults) => {
        const fields = toFieldErrors(faults);
        return validationFailed(fields.map((fault) => fault.message).join('; '), { fields });
      },
    });
  }

  /** None of the rules waits for anything, so neither does the request. */
  protected override validate(input: object, options?: ValidatorOptions): ValidationError[] {
    return validateSync(input, options);
  }

  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { type, metatype } = metadata;
    if (metatype === undefined || metatype === Object || metatype === String) return Promise.resolve(value);
    // No body at all is an object without fields: whether that will do is for the DTO to say.
    const given = type === 'body' && value === undefined ? {} : value;
    if (type === 'body' && (typeof given !== 'object' || given === null || Array.isArray(given)))
      throw validationFailed('The body must be a JSON object', {
        fields: [{ field: '', code: 'wrong_type', message: 'a JSON object is expected' }],
      });
    refuseInherited(given);
    return super.transform(
      type === 'query' ? readQuery(given, metatype) : given,
      metadata,
    ) as Promise<unknown>;
  }
}
