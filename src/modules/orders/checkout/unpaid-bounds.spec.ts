import { describe, expect, it } from '@jest/globals';
import { digestOf, unpaidBounds } from './unpaid-bounds.js';

const settings = { orders: 3, share: 50, shareOfGuests: 75 };
const guest = { network: digestOf('network', '192.0.2.1'), email: 'ada@example.com', userId: null };

describe('Who is answerable for what waits to be paid', () => {
  it('is the network and the address of a guest, and all guests', () => {
    const { buyers, groups, orders, share } = unpaidBounds(guest, settings);
    expect(buyers).toEqual([guest.network, digestOf('email', 'ada@example.com')]);
    expect(groups).toEqual([{ name: 'guests', share: 75 }]);
    expect([orders, share]).toEqual([3, 50]);
  });

  it('is the network and the account of a user', () => {
    const { buyers, groups } = unpaidBounds({ ...guest, userId: 'u1' }, settings);
    expect(buyers).toEqual([guest.network, digestOf('user', 'u1')]);
    expect(groups).toEqual([]);
  });

  it('is everybody who was declined, for those who were', () => {
    const { groups } = unpaidBounds({ ...guest, userId: 'u1' }, settings, true);
    expect(groups).toEqual([{ name: 'declined', share: 50 }]);
  });

  it.each(['ADA@example.com', 'Ada@EXAMPLE.com', 'ada+1@example.com', 'ada+shop+2@example.com'])(
    'is the same person as %s',
    (email) => {
      expect(unpaidBounds({ ...guest, email }, settings)).toEqual(unpaidBounds(guest, settings));
    },
  );

  it('is nobody else', () => {
    for (const email of ['ada@example.org', 'adam@example.com'])
      expect(unpaidBounds({ ...guest, email }, settings)).not.toEqual(unpaidBounds(guest, settings));
  });

  it('has names that are short, and tell nothing', () => {
    for (const name of unpaidBounds(guest, settings).buyers) expect(name).toMatch(/^[0-9a-f]{64}$/);
  });
});
