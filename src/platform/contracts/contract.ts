import type { JsonObject, JsonValue } from '../../kernel/json.js';

/** How one method of a contract behaves. */
export interface MethodOptions {
  /** Milliseconds after which the caller gets `deadline_exceeded`; `CONTRACT_DEADLINE` by default. */
  readonly deadline?: number;
  /** Whether the same command may be sent again without harm; only such calls are ever retried. */
  readonly idempotent?: boolean;
}

/**
 * Whether a type survives JSON unchanged. `Date`, `Map`, functions and class instances with methods do not: they make
 * the declaration of the contract fail to compile.
 */
export type JsonSafe<T> = T extends JsonValue | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? readonly JsonSafe<Item>[]
    : T extends ((...args: never[]) => unknown) | Date | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>
      ? never
      : T extends object
        ? { [Key in keyof T]: JsonSafe<T[Key]> }
        : never;

/** A contract's methods: each takes one plain-JSON command and answers with plain JSON. */
export type ContractShape<T> = {
  [Method in keyof T]: T[Method] extends (command: infer Command) => Promise<infer Result>
    ? [Command] extends [JsonSafe<Command>]
      ? [Result] extends [JsonSafe<Result> | void]
        ? T[Method]
        : never
      : never
    : never;
};

/** The abstract class of a contract: its type, and the token that it is injected by. */
export type ContractClass<T> = abstract new () => T;

/** What one module offers to the others. */
export interface Contract<T = object> {
  /** The module's name; also the first part of a call's name (`identity.profiles`). */
  readonly name: string;
  readonly token: ContractClass<T>;
  readonly methods: Readonly<Record<string, MethodOptions>>;
}

/**
 * Declares a contract.
 * @param methods every method of the class, with its options
 */
export function defineContract<T extends ContractShape<T>>(
  name: string,
  token: ContractClass<T>,
  methods: Readonly<Record<keyof T & string, MethodOptions>>,
): Contract<T> {
  return { name, token, methods };
}

/** Carries one call to where the contract is implemented. */
export type Send = (method: string, command: JsonObject) => Promise<JsonValue | undefined>;
