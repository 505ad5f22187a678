import { describe, expect, it } from '@jest/globals';
import { makeOrderNumber } from './order-number.js';

describe('an order number', () => {
  const numbers = Array.from({ length: 2_000 }, makeOrderNumber);

  it('has ten characters that cannot be mistaken for each other', () => {
    for (const number of numbers) expect(number).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
  });

  it('follows from no other', () => {
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.toSorted()).not.toEqual(numbers);
  });
});
