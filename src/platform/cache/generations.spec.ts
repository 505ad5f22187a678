import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Generations, marksAt, slotCount, slotOf } from './generations.js';

const tag = fc.string({ minLength: 1, maxLength: 12 });
const tags = fc.array(tag, { minLength: 1, maxLength: 6 });

describe('generations', () => {
  it('call an answer current until something that it was made of changes, whatever changed before it was begun', () => {
    fc.assert(
      fc.property(tags, tags, tags, (own, before, after) => {
        const generations = new Generations();
        let count = 0;
        const change = (name: string): void => generations.change(slotOf(name), `mark ${(count += 1)}`);
        before.forEach(change);
        const marks = marksAt(generations.snapshot(), own);
        expect(generations.areCurrent(marks)).toBe(true);
        after.forEach(change);
        const slots = new Set(own.map(slotOf));
        expect(generations.areCurrent(marks)).toBe(!after.some((name) => slots.has(slotOf(name))));
      }),
    );
  });

  it('call an answer out of date that was begun before a change and finished after it', () => {
    const generations = new Generations();
    const begun = generations.snapshot();
    generations.change(slotOf('posts'), 'new');
    expect(generations.areCurrent(marksAt(begun, ['posts', 'authors']))).toBe(false);
    expect(generations.areCurrent(marksAt(begun, ['authors']))).toBe(true);
  });

  it('take the same memory for any number of tags, and spread these evenly', () => {
    const counts = new Map<number, number>();
    for (let number = 0; number < slotCount * 20; number += 1) {
      const slot = slotOf(`product.${number}`);
      counts.set(slot, (counts.get(slot) ?? 0) + 1);
    }
    expect(Math.max(...counts.keys())).toBeLessThan(slotCount);
    expect(counts.size).toBe(slotCount);
    expect(Math.max(...counts.values())).toBeLessThan(60);
  });
});
