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
    ['64:ff9b::192.0.2.33', ['192.0.2.33']],
    ['64:FF9B:0:0:0:0:c000:221', ['192.0.2.33']],
    ['64:ff9b:1::192.0.2.33', ['64:ff9b:1:0::/64', '64:ff9b:1::/48']],
    ['::192.0.2.33', ['0:0:0:0::/64', '0:0:0::/48']],
    ['192.0.2.7:4711', ['192.0.2.7']],
    [' 192.0.2.7:4711 ', ['192.0.2.7']],
    ['[192.0.2.7]:80', ['192.0.2.7']],
    ['[2001:db8:1:1::9]', ['2001:db8:1:1::/64', '2001:db8:1::/48']],
    ['[2001:db8:1:1::9]:443', ['2001:db8:1:1::/64', '2001:db8:1::/48']],
    ['2001:db8:1:1::9:443', ['2001:db8:1:1::/64', '2001:db8:1::/48']],
    ['[fe80::1%eth0]:443', ['fe80:0:0:0::/64', 'fe80:0:0::/48']],
    ['[::ffff:192.0.2.7]:443', ['192.0.2.7']],
    ['[64:ff9b::c000:221]:443', ['192.0.2.33']],
    ['unknown', ['unknown']],
    ['192.0.2.256', ['192.0.2.256']],
    ['192.0.2.7:port', ['192.0.2.7:port']],
    ['[2001:db8::1', ['[2001:db8::1']],
    ['', ['']],
    ['x'.repeat(1_000), ['x'.repeat(64)]],
  ])('of %s are %j', (address, networks) => {
    expect(networksOf(address)).toEqual(networks);
  });

  it('are the same with and without a port', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV6(), fc.nat(0xffff), (four, six, port) => {
        expect(networksOf(`${four}:${port}`)).toEqual(networksOf(four));
        expect(networksOf(`[${six}]:${port}`)).toEqual(networksOf(six));
      }),
    );
  });

  it('are few and short, whatever a proxy says', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500, unit: 'binary' }), (text) => {
        const networks = networksOf(text);
        expect(networks.length).toBeLessThanOrEqual(2);
        for (const network of networks) expect(network.length).toBeLessThanOrEqual(64);
      }),
    );
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
