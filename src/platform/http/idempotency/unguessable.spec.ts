import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { randomBytes, randomUUID } from 'node:crypto';
import { newId } from '../../../kernel/ids.js';
import { isUnguessable } from './unguessable.js';

describe('A key that nobody guesses', () => {
  it.each([
    ['of 16 bytes in base64url', () => randomBytes(16).toString('base64url'), 980],
    ['of 16 bytes in base64', () => randomBytes(16).toString('base64'), 980],
    ['of 32 bytes in base64url', () => randomBytes(32).toString('base64url'), 980],
    ['of 16 bytes in hex', () => randomBytes(16).toString('hex'), 980],
    ['of 32 bytes in capital hex', () => randomBytes(32).toString('hex').toUpperCase(), 980],
    ['that is a UUID of version 4', randomUUID, 998],
    ['that is a UUID of version 7', newId, 998],
    ['with a UUID in it', () => `checkout/${randomUUID()}@example.com`, 998],
    ['that is a token', () => `${newId()}.${randomBytes(32).toString('base64url')}`, 998],
  ])('is one %s, but for few of them', (_, draw, most) => {
    const drawn = Array.from({ length: 1_000 }, draw);
    expect(drawn.filter(isUnguessable).length).toBeGreaterThanOrEqual(most);
  });
});

describe('A key that somebody may guess', () => {
  it.each([
    'order-2026-11-28-g@example.com',
    '1234567890123456789012',
    '2026-11-28T14:33:00.000Z',
    'Order-20261128-Aa1Bb2Cc3Dd4Ee5Ff6',
    'OrderForGraceHopperCheckoutNow7',
    'Checkout_42_of_Grace_Hopper_in_Oslo',
    'aB3aB3aB3aB3aB3aB3aB3aB3',
    'AbCdEfGhIjKlMnOpQrStUvWxYz',
    'qWeRtYuIoPaSdFgHjKlZxCvBnM',
    'Ab1xAb1yAb1zAb1wAb1vAb1u',
    'deadbeefdeadbeefdeadbeefdeadbeef',
    '0123456789abcdef0123456789abcdef',
    '20261128143300a20261128143300b00',
    '00000000-0000-4000-8000-000000000001',
    '12345678-1234-4234-8234-123456789012',
    'a1b2c3d4-a1b2-4a1b-8a1b-a1b2c3d4a1b2',
    '019aaaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee',
    'c9c1f6be-0f7d-1111-9c0e-5ad1c8d6f0aa',
    'Xy7Kq2Zw9Lm4@example.com.Rt5Vb8Np1Hs6',
  ])('is %s', (key) => {
    expect(isUnguessable(key)).toBe(false);
  });

  const word = fc.constantFrom(
    'order',
    'Cart',
    'grace',
    'Hopper',
    'checkout',
    'Payment',
    'linen',
    'Bowl',
    'guest',
  );
  const number = fc.nat(999_999).map(String);
  const separator = fc.constantFrom('-', '_', '.', ':', '/', '');

  it('is one of words and numbers, however many', () => {
    const key = fc
      .tuple(
        fc.array(
          fc.oneof(
            word,
            fc.nat({ max: 999_999 }).map((n) => String(1_000 + n)),
          ),
          { minLength: 1, maxLength: 20 },
        ),
        separator,
      )
      .map(([parts, between]) => parts.join(between));
    fc.assert(fc.property(key, (text) => !isUnguessable(text)));
  });

  it('is one of digits, of small or of capital letters alone, and one that is short', () => {
    const of = (letters: string) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 100 });
    const letters = 'ghijklmnopqrstuvwxyz';
    for (const alone of ['0123456789', letters, letters.toUpperCase()])
      fc.assert(fc.property(of(alone), (text) => !isUnguessable(text)));
    fc.assert(fc.property(fc.string({ maxLength: 21 }), (text) => !isUnguessable(text)));
  });

  it('is one with a day in it, or a mail address', () => {
    const day = fc
      .date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    const random = fc.constant('q7RkX2vPz0LmT9aWbE4sYg');
    for (const form of [
      (text: string) => text,
      (text: string) => text.replaceAll('-', ''),
      (text: string) => text.replaceAll('-', '_'),
    ])
      fc.assert(
        fc.property(day, random, number, (at, rest, count) => !isUnguessable(`${rest}-${form(at)}-${count}`)),
      );
    expect(isUnguessable('q7RkX2vPz0LmT9aWbE4sYg')).toBe(true);
    expect(isUnguessable('q7RkX2vPz0LmT9aWbE4sYg@example.com')).toBe(false);
  });
});

it('Whatever is sent, it is looked at in no time', () => {
  const began = performance.now();
  for (let time = 0; time < 50; time += 1) isUnguessable('aZ0-'.repeat(20_000));
  expect(performance.now() - began).toBeLessThan(2_000);
});
