import type { Type } from '@nestjs/common';
import type { FieldError } from '../../kernel/errors.js';
import { type DeclaredField, declaredFields, type Held } from './declared-fields.js';

/** How many faults of one input are told; more would make the answer larger than the question. */
export const toldFaults = 20;

/** How much of a name that a client made up is repeated, in UTF-16 code units. */
const toldName = 60;

/** Names that every object has. */
const inheritedNames = Object.getOwnPropertyNames(Object.prototype);

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
  const reader = new InputReader(type === 'query');
  return { input: reader.instanceOf(shape, given, ''), unknown: reader.unknown };
}

class InputReader {
  readonly unknown: FieldError[] = [];

  constructor(private readonly isQuery: boolean) {}

  /** @param path where the object lies, with a dot at its end */
  instanceOf<T extends object>(shape: Type<T>, values: object, path: string): T {
    const fields = declaredFields(shape);
    const instance = new shape();
    for (const [name, value] of Object.entries(values) as [string, unknown][]) {
      if (this.unknown.length > toldFaults) break;
      const field = fields.get(name);
      if (!field) this.refuse(`${path}${shortened(name)}`);
      else if (this.isQuery) Reflect.set(instance, name, readQueryValue(value, field));
      else Reflect.set(instance, name, this.read(value, field.holds, `${path}${name}`));
    }
    return instance;
  }

  /** Objects become instances of their shape; what is no object, or too many, is left for the rules to refuse. */
  private read(value: unknown, holds: Held | undefined, path: string): unknown {
    if (holds === undefined) return value;
    if (holds === 'map') return this.readMap(value, path);
    const { shape, listMax } = holds;
    if (listMax === undefined) return isObject(value) ? this.instanceOf(shape(), value, `${path}.`) : value;
    if (!Array.isArray(value) || value.length > listMax) return value;
    return value.map((item: unknown, index) =>
      isObject(item) ? this.instanceOf(shape(), item, `${path}.${index}.`) : item,
    );
  }

  /** What reads a map by name would find these in every object. */
  private readMap(value: unknown, path: string): unknown {
    if (isObject(value))
      for (const name of inheritedNames) if (Object.hasOwn(value, name)) this.refuse(`${path}.${name}`);
    return value;
  }

  private refuse(field: string): void {
    this.unknown.push({ field, code: 'unknown_field', message: `property ${field} should not exist` });
  }
}

function readQueryValue(value: unknown, { type }: DeclaredField): unknown {
  if (type === Number && typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value);
  if (type === Boolean && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shortened(name: string): string {
  return name.length <= toldName ? name.toWellFormed() : `${name.slice(0, toldName).toWellFormed()}…`;
}
