import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, ValidateBy, ValidateIf } from 'class-validator';
import { DeclareField } from './declared-fields.js';

/** What every field decorator takes. */
export interface FieldOptions {
  /** May be left out. */
  readonly optional?: boolean;
  /** May be null. */
  readonly nullable?: boolean;
  readonly description?: string;
  readonly example?: unknown;
}

/** A field that holds a list of such values, with its bounds. */
export interface ListOptions {
  readonly list?: { readonly min?: number; readonly max: number; readonly unique?: boolean };
}

/** A JSON schema as OpenAPI holds it. */
type Schema = Record<string, unknown>;

/** Declares a field: its rules for validation, and its schema for the OpenAPI document. */
export function field(
  options: FieldOptions & ListOptions,
  schema: Schema,
  /** The first that fails is the one that is told. */
  rules: readonly PropertyDecorator[],
  holds?: 'map',
): PropertyDecorator {
  const { optional = false, nullable = false, description, example, list } = options;
  const shared = { description, example, required: !optional, nullable: nullable || undefined };
  const api = list
    ? {
        ...shared,
        type: 'array',
        items: schema,
        minItems: list.min,
        maxItems: list.max,
        uniqueItems: list.unique,
      }
    : { ...shared, ...schema };
  const listRules = list
    ? [
        IsArray(),
        ArrayMaxSize(list.max),
        ...(list.min === undefined ? [] : [ArrayMinSize(list.min)]),
        ...(list.unique ? [ArrayUnique()] : []),
      ]
    : [];
  return applyDecorators(
    DeclareField(holds),
    ApiProperty(withoutUndefined(api)),
    ValidateIf((_, value) => !(optional && value === undefined) && !(nullable && value === null)),
    ...listRules,
    ...rules,
  );
}

/** A schema without the entries that say nothing. */
export function withoutUndefined(schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}

/** Text that a database stores and returns unchanged: well-formed Unicode without control characters. */
export function isCleanText(value: unknown, multiline: boolean): boolean {
  const forbidden = multiline ? /[^\P{Cc}\t\n\r]/u : /\p{Cc}/u;
  return typeof value === 'string' && value.isWellFormed() && !forbidden.test(value);
}

/** A rule: {@link isCleanText}. */
export function IsCleanText(multiline: boolean, each: boolean): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isCleanText',
      validator: {
        validate: (value) => isCleanText(value, multiline),
        defaultMessage: (args) => `${args?.property} must not hold control characters or broken Unicode`,
      },
    },
    { each },
  );
}
