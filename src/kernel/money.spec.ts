import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addMoney, money, MoneyError, multiplyMoney, sumMoney } from './money.js';

const amount = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });
const euros = amount.map((value) => money(value, 'EUR'));

describe('money', () => {
  it('is a whole amount of minor units and a currency', () => {
    expect(money(1999, 'EUR')).toEqual({ amount: 1999, currency: 'EUR' });
    for (const wrong of [0.5, NaN, Infinity, 2 ** 53]) expect(() => money(wrong, 'EUR')).toThrow(MoneyError);
    for (const wrong of ['', 'eur', 'EURO', 'E1R']) expect(() => money(1, wrong)).toThrow(MoneyError);
  });

  it('adds in any order, and nothing changes nothing', () => {
    fc.assert(
      fc.property(euros, euros, euros, (a, b, c) => {
        expect(addMoney(a, b)).toEqual(addMoney(b, a));
        expect(addMoney(addMoney(a, b), c)).toEqual(addMoney(a, addMoney(b, c)));
        expect(addMoney(a, money(0, 'EUR'))).toEqual(a);
      }),
    );
  });

  it('multiplies as repeated addition does', () => {
    fc.assert(
      fc.property(euros, fc.nat({ max: 50 }), (value, quantity) => {
        expect(multiplyMoney(value, quantity)).toEqual(
          sumMoney(
            Array.from({ length: quantity }, () => value),
            'EUR',
          ),
        );
      }),
    );
  });

  it('never mixes currencies', () => {
    const dollar = money(1, 'USD');
    expect(() => addMoney(money(1, 'EUR'), dollar)).toThrow(MoneyError);
    expect(() => sumMoney([dollar], 'EUR')).toThrow(MoneyError);
  });

  it('refuses results that a number cannot hold exactly', () => {
    const largest = money(Number.MAX_SAFE_INTEGER, 'EUR');
    expect(() => addMoney(largest, money(1, 'EUR'))).toThrow(MoneyError);
    expect(() => multiplyMoney(largest, 2)).toThrow(MoneyError);
    expect(() => multiplyMoney(money(1, 'EUR'), 1.5)).toThrow(MoneyError);
  });

  it('of nothing is zero', () => {
    expect(sumMoney([], 'EUR')).toEqual({ amount: 0, currency: 'EUR' });
  });
});
