import { describe, expect, it } from '@jest/globals';
import { digestOf, unpaidBounds, waitingBounds } from './unpaid-bounds.js';

const settings = { orders: 3, share: 50, shareOfGuests: 75, shareOfAll: 90 };
const guest = {
  network: digestOf('network', '192.0.2.1'),
  wideNetwork: null,
  email: 'ada@example.com',
  userId: null,
};
const user = { ...guest, userId: 'u1' };
const unknown = { verified: false, declined: false };

describe('Who is answerable for what waits to be paid', () => {
  it('is the network and the address of a guest', () => {
    const { buyers, groups, orders, share } = unpaidBounds(guest, settings);
    expect(buyers).toEqual([guest.network, digestOf('email', 'ada@example.com')]);
    expect([groups, orders, share]).toEqual([[], 3, 50]);
  });

  it('is the network and the account of a user', () => {
    expect(unpaidBounds(user, settings).buyers).toEqual([guest.network, digestOf('user', 'u1')]);
  });

  it('is the wide network as well, with more orders and the share of a group', () => {
    const wideNetwork = digestOf('network', '2001:db8:1::/48');
    const wide = { name: wideNetwork, share: 75, orders: 24 };
    expect(unpaidBounds({ ...guest, wideNetwork }, settings).groups).toEqual([wide]);
    expect(waitingBounds({ ...user, wideNetwork }, settings, unknown).groups[0]).toEqual(wide);
  });

  it('is everybody, and all together who have shown no address to be theirs', () => {
    const all = { name: 'all', share: 90 };
    const unverified = { name: 'unverified', share: 75 };
    expect(waitingBounds(guest, settings, unknown).groups).toEqual([all, unverified]);
    expect(waitingBounds(user, settings, unknown).groups).toEqual([all, unverified]);
    expect(waitingBounds(user, settings, { ...unknown, verified: true }).groups).toEqual([all]);
  });

  it('is everybody who was declined, for those who were', () => {
    const { groups } = waitingBounds(user, settings, { verified: true, declined: true });
    expect(groups.at(-1)).toEqual({ name: 'declined', share: 50 });
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
