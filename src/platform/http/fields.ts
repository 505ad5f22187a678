import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { isId } from '../../kernel/ids.js';
import { isSlug, slugLimits } from '../../kernel/slug.js';
import { DeclareField } from './declared-fields.js';
import {
  field,
  type FieldOptions,
  IsCleanText,
  isCleanText,
  type ListOptions,
  withoutUndefined,
} from './field.js';

/*
 * Field decorators: each says once what a field may hold, and both validation (class-validator) and the OpenAPI
 * document follow from it. They serve request and response shapes alike.
 */

/** Text; lengths count UTF-16 code units, as `String.length` does. */
export function TextField(
  options: FieldOptions &
    ListOptions & {
      readonly min?: number;
      readonly max?: number;
      readonly pattern?: RegExp;
      readonly format?: string;
      readonly multiline?: boolean;
    } = {},
): PropertyDecorator {
  const { min, max, pattern, format, multiline = false } = options;
  const each = options.list !== undefined;
  return field(
    options,
    withoutUndefined({ type: 'string', minLength: min, maxLength: max, pattern: pattern?.source, format }),
    [
      IsString({ each }),
      ...(min === undefined ? [] : [MinLength(min, { each })]),
      ...(max === undefined ? [] : [MaxLength(max, { each })]),
      IsCleanText(multiline, each),
      ...(pattern ? [Matches(pattern, { each })] : []),
    ],
  );
}

/** A slug as it stands in an address: lower-case words of letters and digits joined by hyphens, without accents. */
export function SlugField(options: FieldOptions = {}): PropertyDecorator {
  const rule = ValidateBy({
    name: 'isSlug',
    validator: {
      validate: (value) => typeof value === 'string' && isSlug(value),
      defaultMessage: (args) =>
        `${args?.property} must be lower-case words of letters and digits joined by hyphens, without accents`,
    },
  });
  return field(options, { type: 'string', minLength: 1, maxLength: slugLimits.given }, [
    IsString(),
    MinLength(1),
    MaxLength(slugLimits.given),
    rule,
  ]);
}

/** The values that a field of free names may hold. */
const mapValues = {
  text: { type: 'string', maxLength: 500 },
  scalar: {
    anyOf: [{ type: 'string', maxLength: 500 }, { type: 'number' }, { type: 'boolean' }],
  },
} as const;

/**
 * An object whose names the client chooses: at most `max` of them, 1 to 60 characters each. Values are texts, or with
 * `values: 'scalar'` texts, numbers and booleans.
 */
export function MapField(
  options: FieldOptions & { readonly max: number; readonly values?: keyof typeof mapValues },
): PropertyDecorator {
  const { max, values = 'text' } = options;
  const rule = ValidateBy({
    name: 'isMap',
    validator: {
      validate: (value) => isMap(value, max, values),
      defaultMessage: (args) =>
        `${args?.property} must have at most ${max} names of 1 to 60 characters, and values that are ${
          values === 'text' ? 'texts' : 'texts, numbers or booleans'
        } (texts of at most 500 characters)`,
    },
  });
  const schema = {
    type: 'object',
    maxProperties: max,
    propertyNames: { minLength: 1, maxLength: 60 },
    additionalProperties: mapValues[values],
  };
  return field(options, schema, [IsObject(), rule], 'map');
}

function isMap(value: unknown, max: number, values: keyof typeof mapValues): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value) as [string, unknown][];
  return (
    entries.length <= max &&
    entries.every(
      ([name, content]) =>
        name.length >= 1 &&
        name.length <= 60 &&
        isCleanText(name, false) &&
        (typeof content === 'string'
          ? content.length <= 500 && isCleanText(content, false)
          : values === 'scalar' && (typeof content === 'boolean' || Number.isFinite(content))),
    )
  );
}

/** A whole number within bounds, by default those that JSON carries exactly. */
export function IntegerField(
  options: FieldOptions & { readonly min?: number; readonly max?: number } = {},
): PropertyDecorator {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = options;
  return field(options, { type: 'integer', minimum: min, maximum: max }, [IsInt(), Min(min), Max(max)]);
}

/** true or false. */
export function BooleanField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'boolean' }, [IsBoolean()]);
}

/** One of a fixed set of words. */
export function EnumField(
  values: readonly string[],
  options: FieldOptions & ListOptions = {},
): PropertyDecorator {
  const each = options.list !== undefined;
  return field(options, { type: 'string', enum: [...values] }, [IsIn([...values], { each })]);
}

/** The id of a resource (UUIDv7). */
export function IdField(options: FieldOptions & ListOptions = {}): PropertyDecorator {
  const rule = ValidateBy(
    {
      name: 'isId',
      validator: { validate: isId, defaultMessage: (args) => `${args?.property} must be an id (UUIDv7)` },
    },
    { each: options.list !== undefined },
  );
  return field(options, { type: 'string', format: 'uuid', example: '019a7b3c-5d2e-7f10-8a4b-6c9d0e1f2a3b' }, [
    rule,
  ]);
}

const timestamp =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** Whether a date is in the calendar: `Date` takes February 30 for March 2. */
function isDay(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}

/** A moment (RFC 3339), a string in JSON such as `2026-11-21T06:16:00.123Z`. */
export function TimestampField(options: FieldOptions = {}): PropertyDecorator {
  const rule = ValidateBy({
    name: 'isTimestamp',
    validator: {
      validate: (value) => typeof value === 'string' && timestamp.test(value) && isDay(value.slice(0, 10)),
      defaultMessage: (args) => `${args?.property} must be a date and time as in RFC 3339`,
    },
  });
  return field(options, { type: 'string', format: 'date-time' }, [rule]);
}

/** An email address of at most 254 characters, in ASCII: databases take `é` and `e` for the same in a unique key. */
export function EmailField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'string', format: 'email', maxLength: 254 }, [
    IsString(),
    MaxLength(254),
    Matches(/^[\x21-\x7e]+$/),
    IsEmail(),
  ]);
}

/** A list of objects holds no other list: `ValidateNested` walks into one and finds nothing to check there. */
function HoldsNoList(): PropertyDecorator {
  return ValidateBy({
    name: 'isObject',
    validator: {
      validate: (value) => Array.isArray(value) && !value.some((item) => Array.isArray(item)),
      defaultMessage: (args) => `${args?.property} must hold objects, not lists`,
    },
  });
}

/** An object of another shape, or a list of them. */
export function ObjectField(
  type: () => Type<object>,
  options: FieldOptions & ListOptions = {},
): PropertyDecorator {
  const { list, optional = false, nullable = false, description, example } = options;
  const api = withoutUndefined({
    // Swagger knows a function that names a class later by its own name, which must be `type`.
    type: () => type(),
    isArray: list ? true : undefined,
    minItems: list?.min,
    maxItems: list?.max,
    required: !optional,
    nullable: nullable || undefined,
    description,
    example,
  });
  return applyDecorators(
    DeclareField({ shape: type, listMax: list?.max }),
    ApiProperty(api),
    ValidateIf((_, value) => !(optional && value === undefined) && !(nullable && value === null)),
    ...(list ? [IsArray(), ArrayMaxSize(list.max), HoldsNoList()] : [IsObject()]),
    ...(list?.min === undefined ? [] : [ArrayMinSize(list.min)]),
    ValidateNested({ each: list !== undefined }),
  );
}
