import type { FieldError } from '../../kernel/errors.js';

/** A text to render, as the thread that renders is asked. */
export interface RenderingTask {
  readonly kind: 'post' | 'comment';
  readonly content: string;
}

/** What came of it: the HTML and its beginning as plain text, or why there is none. */
export type Rendering =
  | { readonly html: string; readonly excerpt: string }
  | { readonly refusal: { readonly detail: string; readonly fields: readonly FieldError[] } };

/**
 * Processor time that the thread may take to render one text, in milliseconds. Collecting garbage and compiling, which other threads
 * of the process do meanwhile, come on top: up to half as much, more for the first texts of a thread. Ordinary texts of the greatest length take 10 to 150 ms, and such as are
 * made of the shortest items or cells alone up to 240.
 */
export const renderingTimes = { comment: 45, post: 250 } as const;

/**
 * How many bytes of JSON a post and its rendering may take together: with all else that an answer says of the post, it stays below
 * 1 MiB. Where a character takes three bytes, these are about 173,000 of them.
 */
export const answerBytes = 1_040_000;

/** How the thread that renders is started. */
export class RenderingThread {
  /** @param arguments_ of Node, where the file needs more than it gets of this process */
  constructor(
    readonly file: string,
    readonly arguments_?: readonly string[],
  ) {}
}
