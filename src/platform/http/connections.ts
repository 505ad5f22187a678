import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { BlockList, isIP, type Socket } from 'node:net';
import { networkOf } from './client-network.js';

/** Files and connections that the process opens besides those of clients. */
const reserve = 200;

/** How many connections a server takes. */
export interface ConnectionBounds {
  readonly most: number;
  /** Of one client network, which proxies are not. */
  readonly mostOfNetwork: number;
  /** Addresses and networks of proxies. */
  readonly proxies: readonly string[];
}

/** Why connections were closed as soon as they were made. */
export interface Refused {
  total: number;
  network: number;
}

const refusals = new WeakMap<Server, Refused>();

/** Closes connections beyond some bounds as soon as they are made. They are counted: see {@link refusedBy}. */
export function limitConnections(server: Server, { most, mostOfNetwork, proxies }: ConnectionBounds): void {
  const refused: Refused = { total: 0, network: 0 };
  refusals.set(server, refused);
  server.maxConnections = Math.max(1, Math.min(most, descriptors() - reserve));
  server.on('drop', () => (refused.total += 1));
  const trusted = listOf(proxies);
  const counts = new Map<string, number>();
  endStalled(server);
  server.on('connection', (socket: Socket) => {
    const { remoteAddress: address } = socket;
    // It has gone already.
    if (address === undefined || trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')) return;
    const network = networkOf(address);
    const count = (counts.get(network) ?? 0) + 1;
    if (count > mostOfNetwork) {
      refused.network += 1;
      socket.destroy();
      return;
    }
    counts.set(network, count);
    socket.once('close', () => {
      const left = (counts.get(network) ?? 1) - 1;
      if (left > 0) counts.set(network, left);
      else counts.delete(network);
    });
  });
}

/** How long a client may leave an answer unread, in milliseconds: what it does not take lies in our memory. */
const stallLimit = 15_000;

/** Closes connections whose clients take nothing of what waits for them for so long, in milliseconds. */
export function endStalled(server: Server, limit = stallLimit): void {
  const waiting = new Map<Socket, { readonly bytes: number; readonly since: number }>();
  server.on('connection', (socket: Socket) => {
    waiting.set(socket, { bytes: 0, since: 0 });
    socket.once('close', () => waiting.delete(socket));
  });
  const look = (): void => {
    const now = performance.now();
    for (const [socket, { bytes, since }] of waiting) {
      const left = socket.writableLength;
      if (left === 0 || left !== bytes) waiting.set(socket, { bytes: left, since: now });
      else if (now - since >= limit) socket.destroy();
    }
  };
  const timer = setInterval(look, limit / 3).unref();
  server.once('close', () => clearInterval(timer));
}

/** How many connections a server has refused so far. */
export function refusedBy(server: Server): Refused {
  return refusals.get(server) ?? { total: 0, network: 0 };
}

/** How many files and connections this process may open. Node has raised that to the most that it may. */
function descriptors(): number {
  try {
    const soft = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return soft === undefined ? Infinity : Number(soft);
  } catch {
    return Infinity;
  }
}

/** Names that `TRUST_PROXY` may hold besides addresses, as Fastify reads them. */
const named: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.1/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

function listOf(proxies: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of proxies.flatMap((proxy) => named[proxy] ?? [proxy])) {
    const [address = '', prefix] = text.split('/', 2);
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(address) === 0) continue;
    if (prefix === undefined || !/^\d+$/.test(prefix)) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}
