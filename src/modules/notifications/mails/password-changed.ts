import { formatInstant } from './format.js';
import { type Letter, letter, say, type Stationery } from './letter.js';
import type { AccountMail } from './mail.js';

/** Tells that a password was changed, so that a thief does not go unnoticed. */
export function passwordChanged(
  { name, at }: Extract<AccountMail, { kind: 'password_changed' }>,
  stationery: Stationery,
): Letter {
  const blocks = [
    say(`The password of your account was changed on ${formatInstant(at)}.`),
    say('If it was not you, ask for a new password at once, and tell us.'),
  ];
  return letter('Your password was changed', name, blocks, stationery);
}
