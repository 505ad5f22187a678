import type { Type } from '@nestjs/common';
import type { FieldError } from '../../kernel/errors.js';
import { type DeclaredField, declaredFields, type HeldObjects } from './declared-fields.js';

/** How many faults of one input are told; more would make the answer larger than the question. */
export const toldFaults = 20;

/** How much of a name that a client made up is repeated, in UTF-16 code units. */
const toldName = 60;

/** What became of an input. */
export interface ReadInput<T> {
  readonly input: T;
  /** Names that the DTO does not declare: one more than are told, at most. */
  readonly unknown: readonly FieldError[];
}

/**
 * Makes an instance of a DTO of what came in. Names are compared with those that the DTO declares before anything else
 * happens to their values, and nothing is walked through but what it declares: the time follows from the DTO.
 * @param type values of a query arrive as text; a number or boolean is read strictly by the type that the DTO declares
 */
export function readInput<T extends object>(shape: Type<T>, given: object, type: string): ReadInput<T> {
  const unknown: FieldError[] = [];
  const read = type === 'query' ? readQueryValue : heldInstance;

  function instanceOf<S extends object>(of: Type<S>, values: object, path: string): S {
    const fields = declaredFields(of);
    const instance = new of();
    for (const [name, value] of Object.entries(values) as [string, unknown][]) {
      if (unknown.length > toldFaults) break;
      const field = fields.get(name);
      if (field) Reflect.set(instance, name, read(value, field, `${path}${name}`, instanceOf));
      else unknown.push(unknownField(`${path}${shortened(name)}`));
    }
    return instance;
  }

  return { input: instanceOf(shape, given, ''), unknown };
}

type InstanceOf = (shape: Type<object>, values: object, path: string) => object;

function readQueryValue(value: unknown, { type }: DeclaredField): unknown {
  if (type === Number && typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value);
  if (type === Boolean && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

/** Objects become instances of their shape; what is no object, or too many, is left for the rules to refuse. */
function heldInstance(value: unknown, { holds }: DeclaredField, path: string, make: InstanceOf): unknown {
  if (!holds) return value;
  if (holds.listMax === undefined) return isObject(value) ? make(holds.shape(), value, `${path}.`) : value;
  return instancesOf(value, holds, path, make);
}

function instancesOf(value: unknown, { shape, listMax = 0 }: HeldObjects, path: string, make: InstanceOf) {
  if (!Array.isArray(value) || value.length > listMax) return value;
  return value.map((item: unknown, index) =>
    isObject(item) ? make(shape(), item, `${path}.${index}.`) : item,
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknownField(field: string): FieldError {
  return { field, code: 'unknown_field', message: `property ${field} should not exist` };
}

function shortened(name: string): string {
  return name.length <= toldName ? name.toWellFormed() : `${name.slice(0, toldName).toWellFormed()}…`;
}
