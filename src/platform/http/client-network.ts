import { isIPv6 } from 'node:net';

/**
 * The networks that a client address lies in, for counting, the narrowest first. A subscriber of IPv6 has a /64 at least
 * (RFC 6177) and often a /48, and can send from every address in it; an IPv4 address stands for itself, also where it
 * is mapped into IPv6 (`::ffff:192.0.2.7`).
 */
export function networksOf(address: string): string[] {
  if (!isIPv6(address)) return [address];
  const groups = groupsOf(address);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return [dotted(groups[6] ?? 0, groups[7] ?? 0)];
  const prefix = (count: number): string =>
    groups
      .slice(0, count)
      .map((group) => group.toString(16))
      .join(':');
  return [`${prefix(4)}::/64`, `${prefix(3)}::/48`];
}

/** The eight groups of an IPv6 address (RFC 4291, section 2.2). */
function groupsOf(address: string): number[] {
  const [plain = ''] = address.split('%', 1);
  const [head = '', tail] = plain.split('::');
  const before = numbersOf(head);
  if (tail === undefined) return before;
  const after = numbersOf(tail);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function numbersOf(part: string): number[] {
  return part === ''
    ? []
    : part.split(':').flatMap((group) => (group.includes('.') ? halvesOf(group) : [parseInt(group, 16)]));
}

function halvesOf(ipv4: string): number[] {
  const [a = 0, b = 0, c = 0, d = 0] = ipv4.split('.').map(Number);
  return [a * 256 + b, c * 256 + d];
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The network that counts as one client: the narrowest. */
export function networkOf(address: string): string {
  return networksOf(address)[0] ?? address;
}
