import { describe, expect, it } from '@jest/globals';
import { isError } from '../../kernel/errors.js';
import { unavailable } from './errors.js';
import { Searches } from './searches.js';

describe('searches', () => {
  it('work two at a time, in their order; beyond thirty they are told to come again', async () => {
    const searches = new Searches();
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const outcomes = Array.from({ length: 40 }, (_, number) =>
      searches
        .inTurn(() => {
          begun.push(number);
          return new Promise<void>((resolve) => ends.push(resolve));
        })
        .then(
          () => 'done',
          (error: unknown) => (isError(error, unavailable) ? 'busy' : 'failed'),
        ),
    );
    while (ends.length < 2) await Promise.resolve();
    expect(begun).toEqual([0, 1]);
    for (let end = 0; end < 30; end += 1) {
      while (ends.length <= end) await new Promise(setImmediate);
      ends[end]?.();
    }
    const told = await Promise.all(outcomes);
    expect(told).toEqual([...Array<string>(30).fill('done'), ...Array<string>(10).fill('busy')]);
    expect(begun).toEqual(begun.toSorted((left, right) => left - right));
  });

  it('give their turn back when they fail', async () => {
    const searches = new Searches();
    for (let number = 0; number < 5; number += 1)
      await expect(searches.inTurn(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await searches.inTurn(() => Promise.resolve('found'))).toBe('found');
  });
});
