import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { anyText } from '../../test/support/any-text.js';
import { chooseSlug, isSlug, slugCandidates, slugify, slugLimits } from './slug.js';

describe('a slug', () => {
  it.each([
    ['Caring for Linen', 'caring-for-linen'],
    ['  How   we fire: stoneware!  ', 'how-we-fire-stoneware'],
    ['Crème brûlée à la carte', 'creme-brulee-a-la-carte'],
    ['Straße & Smørrebrød', 'strasse-smorrebrod'],
    ["The potter's wheel, the baker’s peel", 'the-potters-wheel-the-bakers-peel'],
    ['İstanbul ılık', 'istanbul-ilik'],
    ['№ Ⅳ ﬁne ½', 'no-iv-fine-1-2'],
    ['Κεραμικά', 'κεραμικα'],
    ['東京のコーヒー', '東京のコーヒー'],
    ['ガラス', 'ガラス'],
    ['हिन्दी', 'हिन्दी'],
    ['../../etc/passwd', 'etc-passwd'],
    ['a%2Fb?c#d', 'a-2fb-c-d'],
    ['-- -- --', ''],
    ['🫖', ''],
    ['\ud800x', 'x'],
  ])('of %j is %j', (title, slug) => {
    expect(slugify(title)).toBe(slug);
  });

  it('is cut at a word', () => {
    const slug = slugify('stoneware '.repeat(20));
    expect(slug).toBe(Array.from({ length: 8 }, () => 'stoneware').join('-'));
  });

  it('is cut inside a word that has no end', () => {
    expect(slugify('a'.repeat(200))).toBe('a'.repeat(slugLimits.made));
  });

  it('is stable, bounded and free of what an address would have to escape as ASCII', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 300 }), (title) => {
        const slug = slugify(title);
        expect(slug.length).toBeLessThanOrEqual(slugLimits.made);
        expect(slug.isWellFormed()).toBe(true);
        expect(slug).not.toMatch(/[\0-,./:-`{-\u007f]|^-|-$|--/u);
        expect(slugify(slug)).toBe(slug);
        expect(isSlug(slug)).toBe(slug !== '');
      }),
      { numRuns: 2_000 },
    );
  });

  it('is told from other texts', () => {
    expect(isSlug('linen-care-2')).toBe(true);
    for (const text of ['', 'Linen', 'a b', 'a--b', '-a', 'a/b', 'é', 'a'.repeat(slugLimits.given + 1)])
      expect(isSlug(text)).toBe(false);
  });
});

describe('the choice of a slug', () => {
  it('takes the plain one first, then the lowest free number', () => {
    expect(chooseSlug('linen', new Set(), 'x7k2')).toBe('linen');
    expect(chooseSlug('linen', new Set(['linen', 'linen-2']), 'x7k2')).toBe('linen-3');
  });

  it('keeps the slug a post has while it still fits', () => {
    expect(chooseSlug('linen', new Set(['linen-3']), 'x7k2', 'linen-2')).toBe('linen-2');
    expect(chooseSlug('linen', new Set(), 'x7k2', 'cotton')).toBe('linen');
  });

  it('ends in random characters when every number is taken', () => {
    expect(chooseSlug('linen', new Set(slugCandidates('linen')), 'x7k2')).toBe('linen-x7k2');
  });
});
