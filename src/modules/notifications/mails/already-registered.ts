import { type Letter, letter, say, type Stationery } from './letter.js';
import type { AccountMail } from './mail.js';

/** Tells the owner of an account that somebody tried to register with the same address. */
export function alreadyRegistered(
  { name }: Extract<AccountMail, { kind: 'already_registered' }>,
  stationery: Stationery,
): Letter {
  const blocks = [
    say('Somebody, probably you, tried to register with this address. You already have an account with it.'),
    say('Sign in as usual. If you forgot your password, ask for a new one there.'),
    say('If it was not you, there is nothing to do: nothing has changed.'),
  ];
  return letter('You already have an account', name, blocks, stationery);
}
