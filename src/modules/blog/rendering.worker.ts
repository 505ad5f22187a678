import { isError } from '../../kernel/errors.js';
import { serveThread, threadTime } from '../../platform/threads/serve-thread.js';
import { contentTooComplex } from './blog.errors.js';
import { makeExcerpt } from './posts/excerpt.js';
import { answerBytes, type Rendering, type RenderingTask } from './rendering-task.js';
import { renderComment, renderPost } from './rendering.js';
import { tooComplex } from './too-complex.js';

/** An ordinary text: its rendering tells how fast the machine is, and leaves the program warm for what follows. */
const ordinary =
  '## A heading\n\nSome *running* text with a [link](https://shop.example/a), `code`, and 2 * 3 things.\n\n- one\n- **two**\n\n> said\n\n'.repeat(
    200,
  );
/** Processor time of its rendering where the limits were measured, in milliseconds. */
const usual = 12;
const rounds = 5;

serveThread(slowness, ({ kind, content }: RenderingTask, check): Rendering => {
  try {
    return kind === 'post' ? post(content, check) : { html: renderComment(content, check), excerpt: '' };
  } catch (error) {
    if (!isError(error, contentTooComplex)) throw error;
    return { refusal: { detail: error.message, fields: error.fields } };
  }
});

function post(content: string, check: () => void): Rendering {
  const html = renderPost(content, check);
  if (bytesOf(content) + bytesOf(html) > answerBytes)
    throw tooComplex('It is too long with its rendering', 'too_long');
  return { html, excerpt: makeExcerpt(html) };
}

/** As JSON in UTF-8. */
function bytesOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}

function slowness(): number {
  const times = Array.from({ length: rounds }, () => {
    const start = threadTime();
    makeExcerpt(renderPost(ordinary));
    return threadTime() - start;
  });
  return Math.min(...times) / usual;
}
