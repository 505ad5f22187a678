import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { networksOf } from './client-network.js';

describe('the networks of a client', () => {
  it.each([
    ['192.0.2.7', ['192.0.2.7']],
    ['::ffff:192.0.2.7', ['192.0.2.7']],
    ['::FFFF:c000:0207', ['192.0.2.7']],
    ['2001:db8:1:2:3:4:5:6', ['2001:db8:1:2::/64', '2001:db8:1::/48']],
    ['2001:DB8:1:2::', ['2001:db8:1:2::/64', '2001:db8:1::/48']],
    ['2001:db8::1', ['2001:db8:0:0::/64', '2001:db8:0::/48']],
    ['fe80::1%eth0', ['fe80:0:0:0::/64', 'fe80:0:0::/48']],
    ['::1', ['0:0:0:0::/64', '0:0:0::/48']],
    ['64:ff9b::192.0.2.33', ['64:ff9b:0:0::/64', '64:ff9b:0::/48']],
    ['unknown', ['unknown']],
  ])('of %s are %j', (address, networks) => {
    expect(networksOf(address)).toEqual(networks);
  });

  it('are the same for all addresses of a /64', () => {
    const groups = (count: number) =>
      fc.array(
        fc.nat(0xffff).map((group) => group.toString(16)),
        { minLength: count, maxLength: count },
      );
    fc.assert(
      fc.property(groups(4), groups(4), groups(4), ([first, ...network], one, other) => {
        const inNetwork = (host: string[]) => ['2', ...network, ...host].slice(0, 4).concat(host).join(':');
        expect(first).toBeDefined();
        expect(networksOf(inNetwork(one))).toEqual(networksOf(inNetwork(other)));
      }),
    );
  });
});
