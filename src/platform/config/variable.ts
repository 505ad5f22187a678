import type { z } from 'zod';

/** One environment variable: how its text is read, what it means, and whether it may come from a file. */
export interface Variable<T = unknown> {
  readonly schema: z.ZodType<T>;
  readonly about: string;
  /** Shown in `.env.example`; absent when there is no default. */
  readonly default?: string;
  readonly secret?: boolean;
}
