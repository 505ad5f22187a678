import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../kernel/ids.js';
import { makeToken } from '../secret-token.js';
import { requireChangeable, requireOwn, requireVisible, type Viewer } from './order-access.js';

const { token, hash } = makeToken(newId());
const ofAda = { userId: 'ada', tokenHash: null };
const ofGuest = { userId: null, tokenHash: hash };
const ofGuestWithoutToken = { userId: null, tokenHash: null };
const staff = (...permissions: string[]): Viewer => ({ userId: 'sam', permissions: new Set(permissions) });
const nobody: Viewer = {};
const checks = [requireVisible, requireOwn, requireChangeable];

describe('an order', () => {
  it('is there for who placed it, user or guest', () => {
    for (const check of checks) {
      expect(check(ofAda, { userId: 'ada' })).toBe(ofAda);
      expect(check(ofGuest, { orderToken: token })).toBe(ofGuest);
      expect(check(ofGuest, { userId: 'ada', orderToken: token })).toBe(ofGuest);
    }
  });

  it('is not there for anybody else', () => {
    const others: Viewer[] = [nobody, { userId: 'eve' }, { orderToken: token.slice(0, -1) }, staff()];
    for (const check of checks)
      for (const viewer of others)
        for (const order of [ofAda, ofGuest, ofGuestWithoutToken, null])
          expect(() => check(order, viewer)).toThrow('There is no such order');
  });

  it('of a user is not opened by a token, nor one of a guest by having no user', () => {
    expect(() => requireVisible(ofAda, { orderToken: token })).toThrow();
    expect(() => requireVisible(ofGuest, { userId: undefined })).toThrow();
  });

  it('is there for those who read all orders, and changed by those who may', () => {
    expect(requireVisible(ofAda, staff('orders:read'))).toBe(ofAda);
    expect(requireChangeable(ofGuest, staff('orders:write'))).toBe(ofGuest);
    expect(() => requireChangeable(ofAda, staff('orders:read'))).toThrow();
    expect(() => requireOwn(ofAda, staff('orders:read', 'orders:write'))).toThrow();
  });
});
