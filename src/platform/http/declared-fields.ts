import type { Type } from '@nestjs/common';

/** Objects that a field holds: their shape, and how many of them when it is a list. */
export interface HeldObjects {
  readonly shape: () => Type<object>;
  /** The longest list; absent where the field holds one object. */
  readonly listMax?: number;
}

/** What a field holds besides single values: objects, or a map, an object whose names the client chooses. */
export type Held = HeldObjects | 'map';

/** What a DTO declares of a field. */
export interface DeclaredField {
  /** The type as TypeScript has it: `Number`, `Boolean`, `String`, … */
  readonly type: unknown;
  readonly holds?: Held;
}

type Fields = ReadonlyMap<string, DeclaredField>;

/** The fields of each class itself, by its prototype. */
const own = new Map<object, Map<string, Held | undefined>>();
/** The fields of a class and of those that it extends. */
const all = new Map<Type<object>, Fields>();

/** Notes that a class has a field; every field decorator includes it. */
export function DeclareField(holds?: Held): PropertyDecorator {
  return (prototype, name) => {
    const fields = own.get(prototype) ?? new Map<string, Held | undefined>();
    own.set(prototype, fields.set(String(name), holds));
  };
}

/** The fields that a DTO declares, inherited ones too. They do not change: decorators have run when a class is there. */
export function declaredFields(shape: Type<object>): Fields {
  const known = all.get(shape);
  if (known) return known;
  const fields = new Map<string, DeclaredField>();
  for (const prototype of lineOf(shape.prototype as object))
    for (const [name, holds] of own.get(prototype) ?? [])
      fields.set(name, { type: Reflect.getMetadata('design:type', prototype, name) as unknown, holds });
  all.set(shape, fields);
  return fields;
}

/** A prototype with those before it, the oldest first. */
function lineOf(prototype: object): object[] {
  const parent = Object.getPrototypeOf(prototype) as object | null;
  return parent === null ? [] : [...lineOf(parent), prototype];
}
