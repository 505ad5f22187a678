import { createHash } from 'node:crypto';

/** How much may wait to be paid. */
export interface UnpaidSettings {
  /** Orders of one network, one address of mail, or one user. */
  readonly orders: number;
  /** Percent of the stock of a SKU, for each of these. */
  readonly share: number;
  /** The same for all guests together. */
  readonly shareOfGuests: number;
}

interface Ordered {
  /** What `digestOf` made of the network. */
  readonly network: string | null;
  readonly email: string | null;
  readonly userId: string | null;
}

/**
 * What gives the buyer of an order away, and how much of theirs may wait.
 * @param declined whether the order waits for another try: all declined orders together are bounded as one buyer is
 */
export function unpaidBounds(order: Ordered, settings: UnpaidSettings, declined = false) {
  const { network, email, userId } = order;
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
    groups: [
      ...(userId === null ? [{ name: 'guests', share: shareOfGuests }] : []),
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
