import { describe, expect, it } from '@jest/globals';
import { readTags } from './tag.js';

describe('the tags of a post', () => {
  it('are tidied and known by their slug', () => {
    expect(readTags([' Linen  care ', 'Café'])).toEqual([
      { name: 'Linen care', slug: 'linen-care' },
      { name: 'Café', slug: 'cafe' },
    ]);
  });

  it('count once however they are spelled, in the order they were given', () => {
    expect(readTags(['Coffee', 'care', 'COFFEE', 'coffee ']).map(({ name }) => name)).toEqual([
      'Coffee',
      'care',
    ]);
  });

  it('have no slug when they hold no letter or digit', () => {
    expect(readTags(['!?'])).toEqual([{ name: '!?', slug: '' }]);
  });
});
