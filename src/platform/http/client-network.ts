import { isIPv4, isIPv6 } from 'node:net';

/** The longest name of a client whose address is none, in characters. */
const longestName = 64;

/**
 * The networks that a client address lies in, for counting, the narrowest first. A subscriber of IPv6 has a /64 at least
 * (RFC 6177) and often a /48, and can send from every address in it; an IPv4 address stands for itself, also where it
 * is mapped into IPv6 (`::ffff:192.0.2.7`) or translated (NAT64, RFC 6052). A port is not a part of it. What is no address
 * counts as its own text.
 */
export function networksOf(address: string): string[] {
  const host = withoutPort(address);
  if (isIPv4(host)) return [host];
  if (!isIPv6(host)) return [address.slice(0, longestName)];
  const groups = groupsOf(host);
  const [high = 0, low = 0] = groups.slice(6);
  const start = groups.slice(0, 6).join(':');
  if (start === mapped || start === translated) return [dotted(high, low)];
  const prefix = (count: number): string =>
    groups
      .slice(0, count)
      .map((group) => group.toString(16))
      .join(':');
  return [`${prefix(4)}::/64`, `${prefix(3)}::/48`];
}

/** The first six groups of addresses that hold one of IPv4 in their last two: `::ffff:0:0/96` and `64:ff9b::/96`. */
const mapped = [0, 0, 0, 0, 0, 0xffff].join(':');
const translated = [0x64, 0xff9b, 0, 0, 0, 0].join(':');

/** A client address alone: some proxies name a client `192.0.2.7:4711`, `[2001:db8::9]` or `[2001:db8::9]:4711`. */
export function withoutPort(address: string): string {
  const plain = address.trim();
  const found = /^(?:\[(?<bracketed>[^\]]*)\]|(?<plain>[^:]*))(?::\d*)?$/.exec(plain)?.groups;
  return found?.['bracketed'] ?? found?.['plain'] ?? plain;
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
