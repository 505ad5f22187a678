import type { Mail } from '../mails/mail.js';

const minute = 60_000;

/** So many mails at once; after that one more each time so many milliseconds have passed. */
export interface Limit {
  readonly burst: number;
  readonly every: number;
}

/** What a mail counts against: a limit, and the name of its count for a recipient. */
export interface Count {
  readonly name: string;
  readonly limit: Limit;
}

/**
 * Whose the address of a mail is: `proved` to be that of the account which the mail is about; `claimed` by that account and not
 * verified; or `any`, as somebody wrote it down.
 */
export type Standing = 'proved' | 'claimed' | 'any';

/** 5 in an hour, 20 in a day. */
const usual: Limit = { burst: 5, every: 96 * minute };
/** Account mails of all kinds that strangers can cause: 8 in an hour, 28 in a day. */
const overall: Limit = { burst: 8, every: 72 * minute };
/** The token of such a mail is good for an hour: who gets no other one has one that works, however hard somebody asks for more. */
const newPassword: Limit = { burst: 5, every: 50 * minute };
/** Of an account, to its own verified address. */
const ownOrders: Limit = { burst: 20, every: 30 * minute };

/**
 * What a mail counts against. Nobody fills a count that holds a mail back which another person needs:
 * mails for a new password have one alone, and see above; mails about the orders of an account with a verified address, and news
 * of what happened to such an account, have counts that its owner alone fills; so have orders of an account that claims the address,
 * which only who has its password can place. Mails about orders of guests share a count with nothing else: more orders to the same
 * address fill it, and the answer to an order says all that its mail does.
 */
export function countsOf(kind: Mail['kind'], standing: Standing): Count[] {
  const proved = standing === 'proved';
  if (kind === 'reset_password') return [{ name: kind, limit: newPassword }];
  if (kind === 'order_confirmed' || kind === 'order_shipped')
    return [{ name: `${kind}, ${standing}`, limit: proved ? ownOrders : usual }];
  // Anyone who knows the address causes these, whoever it belongs to.
  const byStrangers = !proved || kind === 'already_registered' || kind === 'verify_email';
  if (!byStrangers) return [{ name: `${kind}, ${standing}`, limit: usual }];
  return [
    { name: kind, limit: usual },
    { name: 'overall', limit: overall },
  ];
}

/** Providers where dots in the name of a mailbox mean nothing. */
const withoutDots = new Set(['gmail.com', 'googlemail.com']);

/**
 * The mailbox behind an address, to count by: what is written in another way and arrives in the same place is the same. At some
 * mail servers two people may share a count by this, and nothing else.
 */
export function mailboxOf(address: string): string {
  // "quoted"@example.com and quoted@example.com are one.
  const plain = address.trim().toLowerCase().replaceAll(/["\\]/g, '');
  const at = plain.lastIndexOf('@');
  const domain = plain.slice(at + 1).replace(/\.$/, '');
  const name = plain.slice(0, at).replace(/(?<=.)\+.*$/, '');
  if (!withoutDots.has(domain)) return `${name}@${domain}`;
  return `${name.replaceAll('.', '')}@gmail.com`;
}
