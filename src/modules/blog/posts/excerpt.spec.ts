import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { renderPost } from '../rendering.js';
import { makeExcerpt } from './excerpt.js';

describe('an excerpt that nobody wrote', () => {
  it('is the running text without headings, tables, pictures and code', () => {
    const text =
      '# Linen\n\nWash it **warm**, dry it *flat*.\n\n| a | b |\n|---|---|\n| c | d |\n\n```\ncode\n```\n\n- And press it.';
    expect(makeExcerpt(renderPost(text))).toBe('Wash it warm, dry it flat. And press it.');
  });

  it('shows what stands for a character as that character', () => {
    expect(makeExcerpt(renderPost('Salt &amp; pepper, 3 &lt; 5, "so" &copy; &amp;lt;'))).toBe(
      'Salt & pepper, 3 < 5, "so" © &lt;',
    );
  });

  it('falls back to headings where there is no running text', () => {
    expect(makeExcerpt(renderPost('# Only a title'))).toBe('Only a title');
  });

  it('is empty for a text that shows nothing', () => {
    expect(makeExcerpt(renderPost('<script>alert(1)</script>'))).toBe('');
  });

  it('ends with a whole word and an ellipsis', () => {
    const excerpt = makeExcerpt(renderPost('stoneware, '.repeat(50)));
    expect(excerpt).toMatch(/stoneware…$/u);
    expect(excerpt.length).toBeLessThanOrEqual(201);
  });

  it('is at most about 200 characters of well-formed text without tags, whatever was written', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 600 }).map((words) => `<p>${words}</p> ${words}`);
    fc.assert(
      fc.property(text, (content) => {
        const excerpt = makeExcerpt(renderPost(content));
        expect(excerpt.length).toBeLessThanOrEqual(201);
        expect(excerpt.isWellFormed()).toBe(true);
        expect(excerpt).not.toMatch(/[\n\t]| {2}/u);
      }),
    );
  });
});
