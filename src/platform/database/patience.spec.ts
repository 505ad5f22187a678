import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Patience } from './patience.js';

describe('Patience', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  const givenUp: string[] = [];
  const make = () => {
    givenUp.length = 0;
    return new Patience<string>(1_000, (waiter) => givenUp.push(waiter));
  };

  it('gives up each that has waited too long, when it has, and nobody else', () => {
    const patience = make();
    patience.begin('first');
    jest.advanceTimersByTime(600);
    patience.begin('second');
    patience.begin('served');
    jest.advanceTimersByTime(399);
    expect(patience.end('served')).toBe(true);
    expect(givenUp).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(givenUp).toEqual(['first']);
    expect(patience.end('first')).toBe(false);
    jest.advanceTimersByTime(600);
    expect(givenUp).toEqual(['first', 'second']);
  });

  it('watches again after a time in which nobody waited', () => {
    const patience = make();
    patience.begin('served');
    patience.end('served');
    jest.advanceTimersByTime(10_000);
    expect(jest.getTimerCount()).toBe(0);
    patience.begin('late');
    jest.advanceTimersByTime(1_000);
    expect(givenUp).toEqual(['late']);
  });

  it('forgets all at once', () => {
    const patience = make();
    patience.begin('one');
    patience.begin('other');
    expect(patience.endAll()).toEqual(['one', 'other']);
    jest.advanceTimersByTime(2_000);
    expect(givenUp).toEqual([]);
  });

  it('has one timer for all', () => {
    const patience = make();
    for (let number = 0; number < 100; number += 1) patience.begin(String(number));
    expect(jest.getTimerCount()).toBe(1);
  });
});
