import { beforeEach, describe, expect, it } from '@jest/globals';
import { Configuration } from '../config/configuration.js';
import { countedClients, RateLimits, wideNetworkFactor } from './rate-limits.js';

const policy = { name: 'test', limit: 2, windowSeconds: 3_600 };

describe('quotas', () => {
  let limits: RateLimits;
  beforeEach(() => {
    limits = new RateLimits(Configuration.read([], {}));
  });

  /** How many of some requests, one from each address, are admitted. */
  async function admitted(addresses: readonly string[]): Promise<number> {
    let count = 0;
    for (const address of addresses) if ((await limits.takeFrom(address, policy)).admitted) count += 1;
    return count;
  }
  const hosts = (network: string): string[] =>
    Array.from({ length: 20 }, (_, host) => `${network}::${host + 1}`);
  const hex = (count: number): string[] => Array.from({ length: count }, (_, number) => number.toString(16));

  it('are one for all addresses of an IPv6 network', async () => {
    expect(await admitted(hosts('2001:db8:1:2'))).toBe(policy.limit);
    expect(await admitted(hosts('2001:db8:1:3'))).toBe(policy.limit);
  });

  it('have a higher bound for a network of networks', async () => {
    const addresses = hex(40).flatMap((group) => hosts(`2001:db8:1:${group}`));
    expect(await admitted(addresses)).toBe(policy.limit * wideNetworkFactor);
  });

  it('are one for an IPv4 address and the same mapped into IPv6', async () => {
    expect(await admitted(['192.0.2.1', '::ffff:192.0.2.1', '::ffff:c000:201'])).toBe(policy.limit);
    expect(await admitted(['::ffff:192.0.2.2'])).toBe(1);
  });

  it('forget those who were not seen for longest, so that their memory is bounded', async () => {
    const first = Array.from({ length: policy.limit + 1 }, () => '192.0.2.1');
    expect(await admitted(first)).toBe(policy.limit);
    for (let number = 0; number < countedClients; number += 1) await limits.take(policy, `client ${number}`);
    expect(await admitted(first)).toBe(policy.limit);
  });
});
