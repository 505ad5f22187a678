import { createHash } from 'node:crypto';

/** How much may wait to be paid. */
export interface UnpaidSettings {
  /** Orders of one network, one address of mail, or one user. */
  readonly orders: number;
  /** Percent of the stock of a SKU, for each of these. */
  readonly share: number;
  /** The same for all together who have shown no address to be theirs: guests, and users with an address that is not verified. */
  readonly shareOfGuests: number;
  /** The same for everybody together. */
  readonly shareOfAll: number;
}

interface Ordered {
  /** What `digestOf` made of the network. */
  readonly network: string | null;
  /** The same of the wide network that this one lies in. */
  readonly wideNetwork: string | null;
  readonly email: string | null;
  readonly userId: string | null;
}

/**
 * What somebody may have waiting beyond a share who has nothing else waiting: shares of a small stock are less than an
 * ordinary basket. `orders` keeps strangers with many addresses from emptying one small stock after the other.
 */
const small = { name: 'small', units: 6, orders: 5 } as const;

/** So many times as many orders as one network may a wide one have (/48), as with quotas of requests. */
const wideNetworkFactor = 8;

/** What gives the buyer of an order away, and how many orders of theirs may be unpaid: all that matters before one waits. */
export function unpaidBounds(order: Ordered, settings: UnpaidSettings) {
  const { network, wideNetwork, email, userId } = order;
  const { orders, share, shareOfGuests } = settings;
  return {
    buyers: [
      ...(network === null ? [] : [network]),
      ...(userId === null ? [] : [digestOf('user', userId)]),
      // Anybody may give any address: who is signed in has nothing to do with orders of others that name theirs.
      ...(userId !== null || email === null ? [] : [digestOf('email', mailboxOf(email))]),
    ],
    orders,
    share,
    groups:
      wideNetwork === null
        ? []
        : [{ name: wideNetwork, share: shareOfGuests, orders: orders * wideNetworkFactor }],
    small,
  };
}

/**
 * The same with all shares, for an order that begins to wait.
 * @param buyer `verified` when the address of the buyer's account is; `declined` when the order waits for another try: all
 * declined orders together are bounded as one buyer is
 */
export function waitingBounds(
  order: Ordered,
  settings: UnpaidSettings,
  { verified, declined }: { verified: boolean; declined: boolean },
) {
  const bounds = unpaidBounds(order, settings);
  const { share, shareOfGuests, shareOfAll } = settings;
  return {
    ...bounds,
    groups: [
      ...bounds.groups,
      { name: 'all', share: shareOfAll },
      ...(verified ? [] : [{ name: 'unverified', share: shareOfGuests }]),
      ...(declined ? [{ name: 'declined', share }] : []),
    ],
  };
}

/** A name that tells who somebody is to those alone who know it already: SHA-256 in hex. */
export function digestOf(kind: 'network' | 'email' | 'user', name: string): string {
  return createHash('sha256').update(`${kind} ${name}`).digest('hex');
}

/** Addresses that lead to the same mailbox: whatever their case, and whatever follows a plus sign. */
function mailboxOf(email: string): string {
  const [local = '', domain = ''] = email.toLowerCase().split('@', 2);
  return `${local.split('+', 1)[0]}@${domain}`;
}
